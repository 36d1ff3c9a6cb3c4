/**
 * Has Scalar make its page and its script, and gives both to whoever started this thread. Scalar's plugin adds routes
 * that state neither guard nor limit, so it gets a server of its own, which never listens.
 */
import { parentPort, workerData } from 'node:worker_threads';
import scalar from '@scalar/fastify-api-reference';
import Fastify from 'fastify';

const app = Fastify();
await app.register(scalar, {
  routePrefix: '/',
  configuration: {
    url: 'openapi.json',
    cdn: 'reference/scalar.js',
    pageTitle: 'Genie Helper API',
    nonce: workerData.nonce,
    withDefaultFonts: false,
    telemetry: false,
    hideClientButton: true,
    showDeveloperTools: 'never',
    agent: { disabled: true },
    mcp: { disabled: true },
  },
});
const page = await app.inject('/');
const script = await app.inject('/js/scalar.js');
await app.close();
parentPort?.postMessage({ page: page.body, script: script.rawPayload });
