import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  GenieApiError,
  GenieSignedOutError,
  GenieUnavailableError,
  type Tokens,
} from '../src/index.ts';
import { refreshTokens } from '../src/session/directus-auth.ts';
import { createMemoryStorage } from '../src/session/tokens.ts';

import {
  clientOf,
  createFakeServers,
  json,
  lifeMs,
  signedInClient,
} from './support/fake-servers.ts';

const soonMs = lifeMs - 30_000;

/** Until everything that is under way without a wait has run. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

test('a token that expires soon is replaced beside the call, which goes on with the old one', async () => {
  const servers = createFakeServers();
  const client = await signedInClient(servers);
  servers.clock.advance(soonMs);
  await client.me();
  await settle();
  await client.me();
  assert.deepEqual(
    [...servers.requests].sort(),
    ['/api/me access-1', '/api/me access-2', 'refresh refresh-1'].sort(),
  );
});

test('a refresh that fails while the old token is good fails no call', async () => {
  const servers = createFakeServers();
  const client = await signedInClient(servers);
  servers.clock.advance(soonMs);
  servers.refreshFaults.push('503', '503', '503');
  for (let count = 0; count < 3; count += 1) await client.me();
});

for (const fault of ['request lost', '503', 'proxy page'] as const) {
  test(`a refresh that ends with "${fault}" loses no session`, async () => {
    const servers = createFakeServers();
    const client = await signedInClient(servers);
    const reasons: string[] = [];
    client.onSignedOut((reason) => reasons.push(reason));
    servers.clock.advance(lifeMs);
    servers.refreshFaults.push(fault, fault, fault);
    await assert.rejects(client.me(), GenieUnavailableError);
    assert.equal(await client.isSignedIn(), true);
    await client.me();
    assert.deepEqual(reasons, []);
    assert.equal(servers.spentRefreshes(), 0);
  });
}

test('Directus alone ends a session, and listeners are told once', async () => {
  const servers = createFakeServers();
  const client = await signedInClient(servers);
  const reasons: string[] = [];
  client.onSignedOut((reason) => reasons.push(reason));
  const stop = client.onSignedOut(() => reasons.push('not listening any more'));
  stop();
  servers.endSession();
  const calls = await Promise.allSettled(Array.from({ length: 5 }, () => client.me()));
  for (const call of calls) {
    assert.ok(call.status === 'rejected' && call.reason instanceof GenieSignedOutError);
  }
  assert.deepEqual(reasons, ['ended']);
  assert.equal(servers.requests.filter((request) => request.startsWith('refresh')).length, 1);
});

test('whoever gives up ends its own waiting, not the refresh that others wait for', async () => {
  const servers = createFakeServers(settle);
  const client = await signedInClient(servers);
  servers.clock.advance(lifeMs);
  const leaving = new AbortController();
  const [left, staying] = [client.me({ signal: leaving.signal }), client.me()];
  leaving.abort(new Error('left'));
  await assert.rejects(left, { message: 'left' });
  await staying;
  assert.deepEqual(servers.requests, ['refresh refresh-1', '/api/me access-2']);
});

test('a lost answer is asked for again while the guard forgives it, and not after that', async () => {
  const servers = createFakeServers();
  const auth = (takesMs: number) => {
    const startedAtMs: number[] = [];
    return {
      startedAtMs,
      async refresh(): Promise<Tokens> {
        startedAtMs.push(servers.clock.now());
        servers.clock.advance(takesMs);
        throw new GenieUnavailableError('no answer', { code: 'client.timeout' });
      },
    };
  };
  for (const [takesMs, attempts] of [
    [0, 3],
    [7_000, 2],
    [9_000, 1],
  ] as const) {
    const slow = auth(takesMs);
    await assert.rejects(refreshTokens({ auth: slow, clock: servers.clock }, 'refresh-1'));
    assert.equal(slow.startedAtMs.length, attempts);
    const [first = 0] = slow.startedAtMs;
    assert.ok(slow.startedAtMs.every((startedMs) => startedMs - first <= 8_000));
  }
});

test('signing out waits for a refresh under way, and ends what that gave', async () => {
  const servers = createFakeServers(settle);
  const client = await signedInClient(servers);
  servers.clock.advance(lifeMs);
  const call = client.me().catch((error: unknown) => error);
  await client.logout();
  await call;
  await assert.rejects(client.me(), GenieSignedOutError);
  assert.equal(await client.isSignedIn(), false);
});

test('a login while the former session is refreshed is the one that stays', async () => {
  const servers = createFakeServers(settle);
  const storage = createMemoryStorage();
  const client = await signedInClient(servers, { storage });
  servers.clock.advance(lifeMs);
  const call = client.me();
  await client.login('mara@example.com', 'password');
  await call;
  const kept = await storage.get();
  await client.me();
  assert.equal(servers.requests.at(-1), `/api/me ${kept?.accessToken}`);
});

test('forgetting tells no server', async () => {
  const servers = createFakeServers();
  const client = await signedInClient(servers);
  await client.forget();
  assert.deepEqual(servers.requests, []);
  await assert.rejects(client.me(), { code: 'client.signed_out' });
  await assert.rejects(clientOf(servers).me(), { code: 'client.signed_out' });
});

for (const [status, reason, told] of [
  [403, 'EMAIL_UNPROVEN', /Open the link in the mail/],
  [400, 'INVALID_PAYLOAD', /e-mail address, the password or the code is missing/],
  [401, 'INVALID_OTP', /code of the authenticator/],
] as const) {
  test(`a login that Directus refuses with ${reason} says in words what to do`, async () => {
    const servers = createFakeServers();
    const fetch = async () => json(status, { errors: [{ extensions: { code: reason } }] });
    const client = clientOf(servers, { fetch });
    await assert.rejects(client.login('mara@example.com', 'password'), (error) => {
      assert.ok(error instanceof GenieApiError);
      assert.equal(error.code, `directus.${reason.toLowerCase()}`);
      assert.match(error.message, told);
      return true;
    });
  });
}
