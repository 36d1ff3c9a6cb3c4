import { test } from 'node:test';
import { retentionPaths } from '@genie-helper/guard-protocol';
import { jsonAnswer, startFakeUpstream } from '../../../test/support/fake-upstream.ts';
import { until } from '../../../test/support/until.ts';
import { compose } from '../src/compose.ts';

test('batches are handed back at once, whatever else is still under way, and the rest is cut off', async (t) => {
  const directus = await startFakeUpstream();
  t.after(() => directus.close());
  let isPruning = false;
  const refuse = jsonAnswer(404, '{"errors":[{"extensions":{"code":"ROUTE_NOT_FOUND"}}]}');
  directus.answer((request, response) => {
    // A Directus that says nothing more.
    if (request.url === retentionPaths.step) isPruning = true;
    else refuse(request, response);
  });
  const services = await compose(
    {
      directus: { urls: [directus.url], adminToken: undefined, previousAdminToken: undefined },
      captions: { timeoutMs: 5_000, model: undefined },
      tokenValidation: 'auto',
      introspectionSecret: 'i'.repeat(32),
      sharedSecret: { current: undefined, previous: undefined },
      vaultKeys: undefined,
      redisUrl: undefined,
      traceEndpoint: undefined,
      retentionEveryMs: 10,
    },
    { info: () => undefined, warn: () => undefined, error: () => undefined },
  );
  services.start();
  await until(() => isPruning, 10_000);
  const stopped = services.stop();
  await until(() => !services.captions.jobs.engine.isReady(), 1_000);
  await stopped;
  await services.close();
});
