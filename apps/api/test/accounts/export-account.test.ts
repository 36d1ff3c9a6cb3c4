import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import Fastify from 'fastify';
import { exportAccount } from '../../src/accounts/leaving/export-account.ts';
import { createCallerWatch } from '../../src/chat/index.ts';
import { asAppError, errorTable } from '../../src/http/errors.ts';

type Call = Parameters<typeof exportAccount.send>[0];
type Deps = Parameters<typeof exportAccount.send>[1];

const userId = '7e1dd4b0-8c4f-4c22-9f0a-3f5be4f2f2aa';

test('a login that ends before the first byte is answered as every other bad token is', async () => {
  const exporting = new Set<string>();
  const asked = Promise.withResolvers<void>();
  const profile = {
    ...{ id: userId, email: 'mia@example.com', email_verified_at: null, first_name: null },
    ...{ last_name: null, status: 'active', subscription_tier: null, tfa_secret: null },
    date_created: '2026-01-01T00:00:00.000Z',
  };
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
  const app = Fastify();
  app.setErrorHandler((error, _request, reply) => {
    const { code = 'server.internal' } = asAppError(error) ?? {};
    return reply.code(errorTable[code].status).send({ code });
  });
  app.post('/', (incoming, reply) => {
    const { signal } = new AbortController();
    const revalidate = async () => {
      asked.resolve();
      return false;
    };
    const request = { id: 'r', address: '192.0.2.1', log: incoming.log, signal };
    const principal = { kind: 'user', user: { userId }, revalidate };
    return exportAccount.send({ body: {}, principal, request, reply } as unknown as Call, deps);
  });
  const answer = await app.inject({ method: 'POST', url: '/' });
  assert.deepEqual([answer.statusCode, answer.json()], [401, { code: 'auth.invalid_token' }]);
  assert.equal(answer.headers['content-disposition'], undefined);
  assert.equal(exporting.size, 0);
  await app.close();
});
