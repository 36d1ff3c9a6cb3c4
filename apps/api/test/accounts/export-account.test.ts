import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import Fastify from 'fastify';
import { exportAccount } from '../../src/accounts/leaving/export-account.ts';
import { createCallerWatch } from '../../src/chat/index.ts';
import { AppError, asAppError, errorTable } from '../../src/http/errors.ts';

type Call = Parameters<typeof exportAccount.send>[0];
type Deps = Parameters<typeof exportAccount.send>[1];

const userId = '7e1dd4b0-8c4f-4c22-9f0a-3f5be4f2f2aa';

const profile = {
  ...{ id: userId, email: 'mia@example.com', email_verified_at: null, first_name: null },
  ...{ last_name: null, status: 'active', subscription_tier: null, tfa_secret: null },
  date_created: '2026-01-01T00:00:00.000Z',
};

test('a login that ends before the first byte is answered as every other bad token is', async () => {
  const exporting = new Set<string>();
  const asked = Promise.withResolvers<void>();
  const deps: Deps = {
    proveFreshly: async () => ({ token: 'a proof', end: async () => undefined }),
    exportParts: [
      {
        name: 'slow',
        async *read() {
          await asked.promise;
          await nextTurn();
          yield {};
        },
      },
    ],
    countExports: async () => true,
    exporting,
    watchCaller: createCallerWatch({ everyMs: 1, signedOut: 'auth.invalid_token' }),
    profiles: { find: async () => profile, findCreation: async () => null },
    secondFactors: { state: async () => ({ enabled: false, recoveryCodesLeft: 0 }) },
  };
  const revalidate = async () => {
    asked.resolve();
    return false;
  };
  const answer = await ask(deps, new AbortController().signal, revalidate);
  assert.deepEqual([answer.statusCode, answer.json()], [401, { code: 'auth.invalid_token' }]);
  assert.equal(answer.headers['content-disposition'], undefined);
  assert.equal(exporting.size, 0);
});

test('an export of a server that closed while the password was proven does not begin', async () => {
  const exporting = new Set<string>();
  const closing = new AbortController();
  let pages = 0;
  const deps: Deps = {
    proveFreshly: async () => {
      closing.abort(new AppError('server.closing'));
      return { token: 'a proof', end: async () => undefined };
    },
    exportParts: [
      {
        name: 'long',
        async *read() {
          for (; pages < 100; pages += 1) {
            await nextTurn();
            yield {};
          }
        },
      },
    ],
    countExports: async () => true,
    exporting,
    watchCaller: async () => undefined,
    profiles: { find: async () => profile, findCreation: async () => null },
    secondFactors: { state: async () => ({ enabled: false, recoveryCodesLeft: 0 }) },
  };
  const answer = await ask(deps, closing.signal);
  assert.deepEqual([answer.statusCode, answer.json()], [503, { code: 'server.closing' }]);
  assert.ok(pages < 100, `${pages}`);
  assert.equal(exporting.size, 0);
});

/** Sends the request to the operation alone. */
async function ask(
  deps: Deps,
  signal: AbortSignal,
  revalidate: () => Promise<boolean> = async () => true,
) {
  const app = Fastify();
  app.setErrorHandler((error, _request, reply) => {
    const { code = 'server.internal' } = asAppError(error) ?? {};
    return reply.code(errorTable[code].status).send({ code });
  });
  app.post('/', (incoming, reply) => {
    const request = { id: 'r', address: '192.0.2.1', log: incoming.log, signal };
    const principal = { kind: 'user', user: { userId }, revalidate };
    return exportAccount.send({ body: {}, principal, request, reply } as unknown as Call, deps);
  });
  const answer = await app.inject({ method: 'POST', url: '/' });
  await app.close();
  return answer;
}
