/**
 * Serves the page, the built client and the API from one origin, as a reverse proxy would in production.
 *
 *     npm run build -w @genie-helper/client
 *     node examples/browser/serve.ts
 */
import { existsSync } from 'node:fs';
import { type IncomingMessage, request, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream';
import express from 'express';

const apiUrl = process.env.GENIE_API_URL ?? 'http://127.0.0.1:3001';
const clientDir =
  process.env.GENIE_CLIENT_DIR ?? join(import.meta.dirname, '../../packages/client/dist');

if (!existsSync(join(clientDir, 'index.js'))) {
  throw new Error('Build the client first: npm run build -w @genie-helper/client');
}

const app = express();
app.use('/api', passOn);
app.use((_request, response, next) => {
  const policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'";
  response.set('Content-Security-Policy', `${policy}; base-uri 'none'; frame-ancestors 'none'`);
  next();
});
app.use('/client', express.static(clientDir));
app.use(express.static(join(import.meta.dirname, 'page')));

const server = app.listen(Number(process.env.PORT ?? 4001), '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : '';
  console.log(`http://127.0.0.1:${port}`);
});

/** Sends a request on with its own Host, which the API compares with the page's origin. */
function passOn(incoming: IncomingMessage & { originalUrl: string }, outgoing: ServerResponse) {
  const { method, headers } = incoming;
  const passed = request(apiUrl + incoming.originalUrl, { method, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    pipeline(answer, outgoing, () => {});
  });
  passed.once('error', () => {
    if (outgoing.headersSent) outgoing.destroy();
    else outgoing.writeHead(502).end();
  });
  outgoing.once('close', () => passed.destroy());
  incoming.pipe(passed);
}
