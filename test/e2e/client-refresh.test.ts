import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  createGenieClient,
  type GenieClient,
  GenieSignedOutError,
  GenieUnavailableError,
  type TokenStorage,
  type Tokens,
} from '@genie-helper/client';
import { testUserPassword } from '../support/directus-client.ts';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy/fault-proxy.ts';
import { resetAtAnswer, resetAtRequest } from '../support/fault-proxy/faults.ts';
import type { TestApi } from '../support/start-api.ts';
import type { TestDirectus } from '../support/start-directus.ts';
import { type System, startSystem } from '../support/system.ts';

/** A lifetime that passes while Directus starts anew. */
const shortLifeMs = 2_000;
let system: System<TestDirectus>;
let directus: TestDirectus;
let api: TestApi;
/** Between the clients and Directus; the API goes straight there. */
let proxy: FaultProxy;
/** Logins of before Directus started anew, expired for real. */
const expired: { storage: TestStorage; email: string }[] = [];

before(async () => {
  system = await startSystem({
    directus: { env: { ACCESS_TOKEN_TTL: `${shortLifeMs}ms` } },
  });
  ({ directus, api } = system);
  proxy = await startFaultProxy(directus.url);
  for (let count = 0; count < 3; count += 1) {
    const { email } = await directus.admin.createUser();
    const storage = createTestStorage();
    await createClient(storage).login(email, testUserPassword);
    expired.push({ storage, email });
  }
  await directus.restart({ ACCESS_TOKEN_TTL: '15m' });
  for (const { storage } of expired) {
    const { accessToken, expiresAtMs } = storage.tokens();
    await sleep(Math.max(0, expiresAtMs - Date.now()));
    const answer = await api.request('GET', '/api/me', { token: accessToken });
    assert.equal(answer.status, 401, 'the token has expired');
  }
  proxy.paths.length = 0;
});

afterEach(() => {
  proxy.behave(undefined);
  proxy.paths.length = 0;
});

after(async () => {
  await proxy?.close();
  await system?.stop();
});

test('a hundred calls that start with an expired token cause one refresh and no failure', async () => {
  const { storage, email } = takeExpired();
  await hundredCalls(createClient(storage), email);
  assert.deepEqual(proxy.paths, ['/auth/refresh']);
});

test('so do a hundred whose client takes the token for good, and hears otherwise from the API', async () => {
  const { storage, email } = takeExpired();
  storage.change({ refreshAtMs: Date.now() + 600_000, expiresAtMs: Date.now() + 600_000 });
  const before401s = refusals();
  await hundredCalls(createClient(storage), email);
  assert.deepEqual(proxy.paths, ['/auth/refresh']);
  assert.ok(refusals() > before401s);
});

test('two clients that share a storage refresh once together', async () => {
  const { storage, email } = takeExpired();
  await Promise.all([storage, storage].map((one) => hundredCalls(createClient(one), email)));
  assert.deepEqual(proxy.paths, ['/auth/refresh']);
});

test('a refresh whose answer is lost is repeated, and the session goes on', async () => {
  const { client, storage } = await clientWithStaleToken();
  const { refreshToken } = storage.tokens();
  loseAnswers('/auth/refresh', 1);
  await client.me();
  assert.deepEqual(proxy.paths, ['/auth/refresh', '/auth/refresh']);
  assert.notEqual(storage.tokens().refreshToken, refreshToken);
  await refreshesAgain(client, storage);
});

test('a refresh whose every answer is lost loses no session', async () => {
  const { client, storage, reasons } = await clientWithStaleToken();
  const before = storage.tokens();
  loseAnswers('/auth/refresh', 3);
  await assert.rejects(client.me(), (error) => {
    assert.ok(error instanceof GenieUnavailableError);
    assert.equal(error.code, 'client.refresh_unavailable');
    return true;
  });
  assert.equal(proxy.paths.length, 3);
  assert.deepEqual(storage.tokens(), before);
  await client.me();
  assert.deepEqual(reasons, []);
  await refreshesAgain(client, storage);
});

test('a Directus that cannot be reached loses no session, however long that lasts', async () => {
  const { client, storage, reasons } = await clientWithStaleToken();
  proxy.behave(resetAtRequest);
  for (let count = 0; count < 3; count += 1) {
    await assert.rejects(client.me(), GenieUnavailableError);
  }
  assert.equal(await client.isSignedIn(), true);
  proxy.behave(undefined);
  await client.me();
  assert.deepEqual(reasons, []);
  await refreshesAgain(client, storage);
});

test('a token that is still good is used while Directus cannot be reached for the next one', async () => {
  const { client, storage } = await clientWithStaleToken();
  storage.change({ refreshAtMs: 0, expiresAtMs: Date.now() + 600_000 });
  proxy.behave(resetAtRequest);
  await client.me();
});

test('a logout that Directus does not hear of keeps the session, and can be repeated', async () => {
  const { client, reasons } = await clientWithStaleToken();
  proxy.behave(resetAtRequest);
  await assert.rejects(client.logout(), { code: 'client.no_connection' });
  assert.equal(await client.isSignedIn(), true);
  loseAnswers('/auth/logout', 1);
  await assert.rejects(client.logout(), { code: 'client.no_connection' });
  await client.logout();
  assert.deepEqual(reasons, ['signed-out']);
  await assert.rejects(client.me(), GenieSignedOutError);
});

/** A storage that a test looks into, for clients made after a change. */
interface TestStorage extends TokenStorage {
  tokens(): Tokens;
  change(parts: Partial<Tokens>): void;
}

function createTestStorage(): TestStorage {
  let kept: Tokens | undefined;
  const tokens = () => {
    assert.ok(kept);
    return kept;
  };
  return {
    get: async () => kept,
    async set(next) {
      kept = next;
    },
    async clear() {
      kept = undefined;
    },
    tokens,
    change(parts) {
      kept = { ...tokens(), ...parts };
    },
  };
}

/** Loses the answers to the next few requests of a path. */
function loseAnswers(path: string, times: number): void {
  let left = times;
  proxy.behave(resetAtAnswer, (asked) => asked.path === path && left-- > 0);
}

function createClient(storage: TokenStorage): GenieClient {
  return createGenieClient({ apiUrl: api.url, directusUrl: proxy.url, storage });
}

function takeExpired() {
  const taken = expired.pop();
  assert.ok(taken);
  return taken;
}

async function hundredCalls(client: GenieClient, email: string): Promise<void> {
  const users = await Promise.all(Array.from({ length: 100 }, () => client.me()));
  assert.ok(users.every((user) => user.email === email));
}

/** A client that takes its token for expired. */
async function clientWithStaleToken() {
  const { email } = await directus.admin.createUser();
  const storage = createTestStorage();
  await createClient(storage).login(email, testUserPassword);
  storage.change({ refreshAtMs: 0, expiresAtMs: 0 });
  const client = createClient(storage);
  const reasons: string[] = [];
  client.onSignedOut((reason) => reasons.push(reason));
  proxy.paths.length = 0;
  return { client, storage, reasons };
}

/** The refresh token in hand is the right one. */
async function refreshesAgain(client: GenieClient, storage: TestStorage): Promise<void> {
  const { refreshToken } = storage.tokens();
  await client.me();
  storage.change({ refreshAtMs: 0, expiresAtMs: 0 });
  await createClient(storage).me();
  assert.notEqual(storage.tokens().refreshToken, refreshToken);
}

function refusals(): number {
  return api.log().split('"code":"auth.invalid_token"').length - 1;
}
