/** Whatever stands in Directus's place while a token is checked: no route lets anyone in or calls the token wrong. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { type FaultProxy, startFaultProxy } from '../../support/fault-proxy/fault-proxy.ts';
import {
  brokenConnections,
  emptySuccesses,
  uselessAnswers,
} from '../../support/fault-proxy/faults.ts';
import { startTestDirectus, type TestDirectus } from '../../support/start-directus.ts';
import { type FaultStack, problemOfOutage, startFaultStack } from './fault-stack.ts';

/** Far more than the 2.5 s for a check or the 10 s for other calls: a guard against hanging, not a measure. */
const hangMs = 30_000;
const introspectionSecret = 'introspection-secret-of-the-fault-tests';
let directus: TestDirectus;
before(async () => {
  directus = await startTestDirectus({ settings: { introspectionSecret } });
});
after(() => directus?.stop());

// Most of it is waiting, so the three wait together, each behind a proxy of its own.
describe('while tokens are checked', { concurrency: true }, () => {
  for (const tokenValidation of ['users-me', 'introspect', 'auto'] as const) {
    describe(`checks by ${tokenValidation}`, { concurrency: 1 }, () => {
      let proxy: FaultProxy;
      let stack: FaultStack;
      let slowestMs = 0;
      before(async () => {
        proxy = await startFaultProxy(directus.url);
        stack = await startFaultStack(proxy.url, directus, {
          tokenValidation,
          introspectionSecret,
        });
      });
      after(async () => {
        await stack?.stop();
        await proxy?.close();
      });
      afterEach(() => {
        proxy.behave(undefined);
        proxy.stall(false);
      });

      async function assertAllRefused(what: string): Promise<void> {
        const answers = await Promise.all(
          stack.routes.map(async (route) => ({ route, answer: await stack.call(route) })),
        );
        const problems = answers.flatMap(({ route: { name }, answer }) => {
          const slow = answer.tookMs > hangMs ? `${answer.tookMs} ms` : undefined;
          // The one call for which Directus's own 429 is an answer: it limits logins.
          const isLimit = name === 'POST /api/session' && what === '429' && answer.status === 429;
          const problem = isLimit ? slow : (problemOfOutage(answer) ?? slow);
          return problem === undefined ? [] : [`${name}: ${problem}`];
        });
        assert.deepEqual(problems, [], what);
        const ofHolders = answers.filter(({ route }) => route.guard === 'user');
        slowestMs = Math.max(slowestMs, ...ofHolders.map(({ answer }) => answer.tookMs));
      }

      /** At once, but that a slow machine may need a second attempt: then with 503, never with a refusal. */
      async function assertRecovered(what: string): Promise<void> {
        let readers = stack.routes.filter(({ method }) => method === 'GET');
        for (let attempt = 1; attempt <= 3 && readers.length > 0; attempt += 1) {
          const statuses = await Promise.all(
            readers.map(async (one) => (await stack.call(one)).status),
          );
          for (const status of statuses)
            assert.ok([200, 503].includes(status), `${status} after ${what}`);
          readers = readers.filter((_, index) => statuses[index] !== 200);
        }
        assert.deepEqual(
          readers.map(({ name }) => name),
          [],
          `not back after ${what}`,
        );
      }

      test('every route answers while Directus does', async () => {
        assert.ok(stack.routes.length > 25);
        await assertRecovered('nothing');
      });

      for (const fault of [...brokenConnections, ...uselessAnswers, ...emptySuccesses]) {
        test(`${fault.name}: 503 on every route, and no restart needed`, async () => {
          proxy.behave(fault);
          await assertAllRefused(fault.name);
          assert.ok(proxy.struck.length > 0, 'the fault met a request');
          proxy.behave(undefined);
          await assertRecovered(fault.name);
        });
      }

      test('connections refused: 503 on every route, and no restart needed', async () => {
        await proxy.refuse();
        await assertAllRefused('refused');
        await proxy.listen();
        await assertRecovered('refused');
      });

      test('a standstill of the network: 503 on every route, and no restart needed', async () => {
        proxy.stall(true);
        await assertAllRefused('stalled');
        proxy.stall(false);
        await assertRecovered('stalled');
      });

      test('whoever holds a token was told in time', (t) => {
        t.diagnostic(`the slowest answer took ${Math.round(slowestMs)} ms`);
        assert.ok(slowestMs < hangMs);
      });
    });
  }
});
