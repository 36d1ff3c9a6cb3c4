import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GenieSignedOutError, type TokenStorage } from '../src/index.ts';
import { createMemoryStorage } from '../src/session/tokens.ts';
import {
  clientOf,
  createFakeServers,
  type FakeServers,
  lifeMs,
  signedInClient,
} from './support/fake-servers.ts';

/** Two processes that share a storage and know no lock. */
async function pair(
  t: { after(undo: () => void): void },
  servers: FakeServers,
  storage: TokenStorage,
) {
  const own = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  Object.defineProperty(globalThis, 'navigator', { value: undefined, configurable: true });
  t.after(() => {
    if (own) Object.defineProperty(globalThis, 'navigator', own);
  });
  const one = await signedInClient(servers, { storage });
  const other = clientOf(servers, { storage });
  await other.me();
  servers.requests.length = 0;
  return { one, other };
}

const refreshesOf = (servers: FakeServers) =>
  servers.requests.filter((text) => text.startsWith('refresh'));

test('what another process has fetched is taken over instead of using a spent token', async (t) => {
  const servers = createFakeServers();
  const { one, other } = await pair(t, servers, createMemoryStorage());
  servers.clock.advance(lifeMs);
  await one.me();
  await other.me();
  assert.deepEqual(servers.requests, ['refresh refresh-1', '/api/me access-2', '/api/me access-2']);
});

test('a refusal counts for nothing where another process was faster', async (t) => {
  const servers = createFakeServers();
  const storage = createMemoryStorage();
  const { one, other } = await pair(t, servers, storage);
  servers.clock.advance(lifeMs);
  // As on a Directus without the guard, where a spent token is refused at once.
  const { fetch } = servers;
  const late = clientOf(servers, {
    storage,
    async fetch(input, init) {
      if (!String(input).endsWith('/auth/refresh')) return await fetch(input, init);
      await one.me();
      return new Response('{"errors":[{"extensions":{"code":"INVALID_CREDENTIALS"}}]}', {
        status: 401,
      });
    },
  });
  const reasons: string[] = [];
  late.onSignedOut((reason) => reasons.push(reason));
  await late.me();
  await other.me();
  assert.deepEqual(reasons, []);
  assert.deepEqual(refreshesOf(servers), ['refresh refresh-1']);
});

test('who signs out in one process is signed out in the others', async (t) => {
  const servers = createFakeServers();
  const { one, other } = await pair(t, servers, createMemoryStorage());
  const reasons: string[] = [];
  other.onSignedOut((reason) => reasons.push(reason));
  await one.logout();
  await assert.rejects(other.me(), GenieSignedOutError);
  assert.deepEqual(reasons, ['elsewhere']);
  assert.deepEqual(refreshesOf(servers), []);
  await one.login('mara@example.com', 'password');
  assert.equal(await other.isSignedIn(), true, 'and signs in there for all');
});

test('tokens that cannot be stored are used all the same, and the stored ones never again', async (t) => {
  const servers = createFakeServers();
  const memory = createMemoryStorage();
  let isFull = false;
  const storage: TokenStorage = {
    ...memory,
    async set(tokens) {
      if (isFull) throw new Error('quota exceeded');
      await memory.set(tokens);
    },
  };
  const { one } = await pair(t, servers, storage);
  isFull = true;
  servers.clock.advance(lifeMs);
  await one.me();
  servers.clock.advance(lifeMs);
  isFull = false;
  await one.me();
  assert.deepEqual(refreshesOf(servers), ['refresh refresh-1', 'refresh refresh-2']);
  assert.equal((await memory.get())?.refreshToken, 'refresh-3');
});

test('a storage that fails loses no session, and one that holds nonsense holds nothing', async () => {
  const servers = createFakeServers();
  const memory = createMemoryStorage();
  let isBroken = false;
  const storage: TokenStorage = {
    ...memory,
    async get() {
      if (isBroken) throw new Error('locked');
      return await memory.get();
    },
  };
  const client = await signedInClient(servers, { storage });
  servers.clock.advance(lifeMs);
  isBroken = true;
  await assert.rejects(client.me(), { code: 'client.refresh_unavailable' });
  isBroken = false;
  await client.me();
  const nonsense = { ...memory, get: async () => JSON.parse('{"accessToken":"x"}') };
  assert.equal(await clientOf(servers, { storage: nonsense }).isSignedIn(), false);
});

test('whatever a storage or a lock throws, a call throws an error of ours', async (t) => {
  const servers = createFakeServers();
  const memory = createMemoryStorage();
  const broken = () => Promise.reject(new Error('what an app wrote into it'));
  const unavailable = { name: 'GenieUnavailableError', code: 'client.storage_unavailable' };
  const unread = clientOf(servers, { storage: { ...memory, get: broken } });
  await assert.rejects(unread.me(), unavailable);
  await assert.rejects(unread.isSignedIn(), unavailable);
  await assert.rejects(unread.logout(), unavailable);
  const unwritten = clientOf(servers, { storage: { ...memory, set: broken } });
  await assert.rejects(unwritten.login('mara@example.com', 'password'), unavailable);
  await unwritten.me();
  const own = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  const locks = {
    request: (_name: string, { signal }: { signal: AbortSignal }) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
        t.mock.timers.tick(30_000);
      }),
  };
  t.mock.timers.enable({ apis: ['setTimeout'] });
  Object.defineProperty(globalThis, 'navigator', { value: { locks }, configurable: true });
  t.after(() => {
    if (own) Object.defineProperty(globalThis, 'navigator', own);
  });
  await assert.rejects(clientOf(servers, { storage: memory }).isSignedIn(), unavailable);
});

test('who is signed out is told so also where the storage cannot be cleared', async () => {
  const servers = createFakeServers();
  const storage = {
    ...createMemoryStorage(),
    clear: () => Promise.reject(new Error('read-only')),
  };
  const client = await signedInClient(servers, { storage });
  const reasons: string[] = [];
  client.onSignedOut((reason) => reasons.push(reason));
  await assert.rejects(client.logout(), { code: 'client.storage_unavailable' });
  await Promise.resolve();
  assert.deepEqual(reasons, ['signed-out']);
});
