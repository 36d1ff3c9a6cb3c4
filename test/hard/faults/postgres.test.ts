/** Directus lives and its database doesn't: that is an outage, for as long as it lasts and no longer. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { introspectionSecret } from '../../../extensions/guard/test/support/introspection-secret.ts';
import {
  type PostgresPair,
  startPostgresPair,
  whyNoPostgres,
} from '../../../extensions/guard/test/support/postgres.ts';
import { testAdmin } from '../../support/directus-settings.ts';
import { type FaultProxy, startFaultProxy } from '../../support/fault-proxy/fault-proxy.ts';
import { until } from '../../support/until.ts';
import { type FaultStack, problemOfOutage, startFaultStack } from './fault-stack.ts';

const skip = whyNoPostgres() ?? false;

// Most of it is waiting, so the two wait together.
describe('PostgreSQL out of reach', { skip, concurrency: true }, () => {
  for (const tokenValidation of ['introspect', 'users-me'] as const) {
    describe(`checks by ${tokenValidation}`, { concurrency: 1 }, () => {
      let proxy: FaultProxy;
      let pair: PostgresPair;
      let stack: FaultStack;
      before(async () => {
        proxy = await startFaultProxy('http://127.0.0.1:5432');
        pair = await startPostgresPair({ port: Number(new URL(proxy.url).port) });
        const directus = { admin: pair.one.admin, adminToken: testAdmin.token };
        stack = await startFaultStack(pair.one.url, directus, {
          tokenValidation,
          introspectionSecret,
        });
      });
      after(async () => {
        proxy?.stall(false);
        await stack?.stop();
        await pair?.stop();
        await proxy?.close();
      });

      async function assertAllRefused(): Promise<void> {
        const problems = await Promise.all(
          stack.routes.map(async (route) => {
            const problem = problemOfOutage(await stack.call(route));
            return problem === undefined ? [] : [`${route.name}: ${problem}`];
          }),
        );
        assert.deepEqual(problems.flat(), []);
      }

      /** Directus needs a moment for new connections; nobody may be called wrong meanwhile. */
      async function assertRecovers(): Promise<void> {
        const readers = stack.routes.filter(({ method }) => method === 'GET');
        for (const route of readers) {
          await until(async () => {
            const { status, text } = await stack.call(route);
            assert.ok(status === 200 || status === 503, `${route.name}: ${status} ${text}`);
            return status === 200;
          });
        }
      }

      test('connections refused: 503 on every route, then as before', async () => {
        await proxy.refuse();
        await assertAllRefused();
        await proxy.listen();
        await assertRecovers();
      });

      test('connections that carry nothing more: 503 on every route, then as before', async () => {
        proxy.stall(true);
        await assertAllRefused();
        proxy.stall(false);
        await assertRecovers();
      });

      test('connections that died in silence: given up by themselves, then as before', async (t) => {
        // All that only read, so many that the pool of Directus is full of connections.
        const readers = stack.routes.filter(({ method }) => method === 'GET');
        const crowd = () => Promise.all([...readers, ...readers].map((route) => stack.call(route)));
        await crowd();
        proxy.abandon();
        const from = performance.now();
        await crowd();
        await assertRecovers();
        t.diagnostic(`as before ${Math.round((performance.now() - from) / 1_000)} s after`);
      });
    });
  }
});
