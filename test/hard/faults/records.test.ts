/** The token is checked, and what the route then asks of Directus goes wrong: never half an answer, never a 500. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { dataVersionPath } from '@genie-helper/guard-protocol';
import {
  type Asked,
  type FaultProxy,
  startFaultProxy,
} from '../../support/fault-proxy/fault-proxy.ts';
import {
  brokenConnections,
  emptySuccesses,
  type Fault,
  recorder,
  uselessAnswers,
} from '../../support/fault-proxy/faults.ts';
import { startTestDirectus, type TestDirectus } from '../../support/start-directus.ts';
import { type FaultStack, problemOfOutage, startFaultStack } from './fault-stack.ts';
import type { CallableRoute } from './routes.ts';

const introspectionSecret = 'introspection-secret-of-the-fault-tests';
const isNoCheck = ({ path }: Asked) => path !== '/genie/introspect';
/** A question to the guard is none; readiness asks that one until it was answered once. */
const isWrite = (asked: Asked) =>
  isNoCheck(asked) && asked.method !== 'GET' && asked.path !== dataVersionPath;
let directus: TestDirectus;
before(async () => {
  directus = await startTestDirectus({ settings: { introspectionSecret } });
});
after(() => directus?.stop());

const kinds = [
  { what: 'the first call after the check', isMeant: isNoCheck },
  { what: 'the first write', isMeant: isWrite },
];
// Most of it is waiting, so the two wait together, each behind a proxy of its own.
describe('behind the check', { concurrency: true }, () => {
  for (const { what, isMeant } of kinds) {
    describe(what, { concurrency: 1 }, () => {
      let proxy: FaultProxy;
      let stack: FaultStack;
      let routes: CallableRoute[];
      before(async () => {
        proxy = await startFaultProxy(directus.url);
        const tokenValidation = 'introspect';
        stack = await startFaultStack(proxy.url, directus, {
          tokenValidation,
          introspectionSecret,
        });
        routes = await routesWith(isMeant, stack, proxy);
      });
      after(async () => {
        await stack?.stop();
        await proxy?.close();
      });
      afterEach(() => proxy.behave(undefined));

      test('concerns many routes', (t) => {
        t.diagnostic(routes.map(({ name }) => name).join(', '));
        assert.ok(routes.length > 10);
      });

      for (const fault of [...brokenConnections, ...uselessAnswers, ...emptySuccesses]) {
        test(`${fault.name}: an outage for each of them`, async () => {
          await stack.prepare();
          proxy.behave(fault, isMeant);
          const answers = await Promise.all(
            routes.map(async (route) => ({ route, answer: await stack.call(route) })),
          );
          assert.ok(proxy.struck.length >= routes.length / 2, 'the fault met requests');
          const problems = answers.flatMap(({ route, answer }) => {
            if (isExpected(fault, route, answer.status)) return [];
            const problem = problemOfOutage(answer);
            return problem === undefined ? [] : [`${route.name}: ${problem}`];
          });
          assert.deepEqual(problems, []);
        });
      }
    });
  }
});

/** Routes that make a call of the kind. */
async function routesWith(
  isMeant: (asked: Asked) => boolean,
  stack: FaultStack,
  proxy: FaultProxy,
): Promise<CallableRoute[]> {
  const found: CallableRoute[] = [];
  for (const route of stack.routes) {
    await stack.prepare();
    proxy.behave(recorder, isMeant);
    const { status } = await stack.call(route);
    // A job that is done can't be cancelled or started again, and nobody here has a second factor.
    const isRefused = /\/(?:retry|cancel|two-factor|two-factor\/confirm|recovery-codes)$/.test(
      route.name,
    );
    const isUsual = status < 300 || (status === 409 && isRefused);
    assert.ok(isUsual, `${route.name}: ${status}`);
    if (proxy.struck.length > 0) found.push(route);
    proxy.behave(undefined);
  }
  return found;
}

/** Whoever asks for fresh proof logs in as well. */
const logins = new Set([
  'POST /api/session',
  'POST /api/account/email',
  'POST /api/account/password',
  'POST /api/account/two-factor',
  'DELETE /api/account/two-factor',
  'POST /api/account/recovery-codes',
  'POST /api/account/export',
  'DELETE /api/account',
  'POST /api/admin/clients',
  'PATCH /api/admin/clients/{id}',
]);

/** What isn't an outage's answer though a fault was there. */
function isExpected(fault: Fault, { name }: CallableRoute, status: number): boolean {
  // Directus limits logins; its own 429 is an answer to one.
  if (logins.has(name) && fault.name === '429') return status === 429;
  // What removes something is confirmed by just that.
  const isRemoval = name.startsWith('DELETE ') && fault.name === '204';
  return isRemoval && status < 300;
}
