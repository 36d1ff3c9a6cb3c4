import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { setImmediate as settle } from 'node:timers/promises';
import { createCookieClient, GenieSignedOutError, GenieUnavailableError } from '../src/index.ts';
import { failure, json, user } from './support/fake-servers.ts';
import { collect, eventStream, lastEvent } from './support/streams.ts';

const session = { user, expiresAt: '2026-01-02T00:00:00.000Z' };
const refusal = () => failure(401, 'auth.invalid_token');

/** An API that answers what a test says, and a client that has heard of nothing yet. */
function setUp(answer: (path: string, init: RequestInit) => Response | Promise<Response>) {
  const requests: { path: string; init: RequestInit }[] = [];
  const heard: string[] = [];
  const client = createCookieClient({
    apiUrl: 'http://api.test',
    async fetch(input, init = {}) {
      const path = String(input).replace('http://api.test', '');
      requests.push({ path, init });
      return await answer(path, init);
    },
    clock: { now: () => 0, sleep: async (_ms, signal) => signal?.throwIfAborted() },
  });
  client.onSignedOut((reason) => heard.push(reason));
  return { client, requests, heard };
}

test('requests carry the cookie of the own server and no header that says who asks', async () => {
  const { client, requests } = setUp((path) =>
    path === '/api/genie/stream-chat'
      ? eventStream([lastEvent]).response
      : json(200, { ok: true, ...session }),
  );
  await client.signIn('mara@example.com', 'password', { otp: '123456' });
  await client.me();
  await client.register({ email: 'a@example.com', password: 'a long password' });
  await collect(client.chat.stream({ message: 'Hello' }));
  assert.equal(requests.length, 4);
  for (const { init } of requests) {
    assert.equal(init.credentials, 'same-origin');
    assert.equal(init.redirect, 'error');
    assert.equal(new Headers(init.headers).has('authorization'), false);
  }
});

test('a sign-in gives whose the session is and sends the code only where there is one', async () => {
  const { client, requests } = setUp(() => json(200, { ok: true, ...session }));
  assert.deepEqual(await client.signIn('mara@example.com', 'password'), session);
  await client.signIn('mara@example.com', 'password', { otp: '123456' });
  assert.deepEqual(
    requests.map(({ init }) => JSON.parse(String(init.body))),
    [
      { email: 'mara@example.com', password: 'password' },
      { email: 'mara@example.com', password: 'password', otp: '123456' },
    ],
  );
});

test('a wrong password is an error of its own and ends no session', async () => {
  let isWrong = false;
  const { client, heard } = setUp(() =>
    isWrong ? failure(401, 'auth.invalid_credentials') : json(200, { ok: true, ...session }),
  );
  await client.signIn('mara@example.com', 'password');
  isWrong = true;
  const code = 'auth.invalid_credentials';
  await assert.rejects(client.signIn('mara@example.com', 'wrong'), { code, status: 401 });
  await settle();
  assert.deepEqual(heard, []);
});

test('nobody signed in is an answer, not a failure, and nobody is told of an end', async () => {
  const { client, requests, heard } = setUp(refusal);
  assert.equal(await client.session(), null);
  await assert.rejects(client.me(), GenieSignedOutError);
  await settle();
  assert.deepEqual(heard, []);
  assert.equal(requests.length, 2);
});

test('a session that ended elsewhere is told of once, however many calls meet its end', async () => {
  let isOver = false;
  const { client, heard } = setUp(() => (isOver ? refusal() : json(200, { ok: true, ...session })));
  assert.deepEqual(await client.session(), session);
  isOver = true;
  const calls = await Promise.allSettled([client.me(), client.jobs.list(), client.admin.users()]);
  for (const call of calls) {
    assert.ok(call.status === 'rejected' && call.reason instanceof GenieSignedOutError);
  }
  await settle();
  assert.deepEqual(heard, ['ended']);
});

test('a request with a cookie that has just been replaced is sent again with the next one', async () => {
  let refusals = 0;
  const { client, requests, heard } = setUp(() => {
    refusals -= 1;
    return refusals === 0 ? refusal() : json(200, { ok: true, ...session, caption: 'A caption.' });
  });
  await client.session();
  refusals = 1;
  await client.captions.generate({ topic: 'new photo set' });
  const paths = () => requests.splice(0).map(({ path }) => path);
  const generate = '/api/captions/generate';
  assert.deepEqual(paths(), ['/api/session', generate, '/api/session', generate]);
  refusals = 1;
  assert.equal((await client.session())?.user.id, user.id);
  assert.deepEqual(paths(), ['/api/session', '/api/session']);
  await settle();
  assert.deepEqual(heard, []);
});

test('what was refused is not sent again with the cookie of somebody else', async () => {
  let owner = user;
  const { client, requests, heard } = setUp((path) =>
    path === '/api/session' ? json(200, { ok: true, ...session, user: owner }) : refusal(),
  );
  await client.session();
  owner = { ...user, id: 'user-of-another-tab' };
  const calls = [
    () => client.captions.batch([{ platform: 'x' }]),
    () => client.credentials.remove('c-1'),
    () => client.jobs.list(),
  ];
  for (const call of calls) {
    owner = { ...owner, id: `${owner.id}-and-next` };
    requests.length = 0;
    await assert.rejects(call(), GenieSignedOutError);
    const [refused, question, ...more] = requests.map(({ path }) => path);
    assert.notEqual(refused, '/api/session');
    assert.equal(question, '/api/session');
    assert.deepEqual(more, []);
  }
  await settle();
  assert.deepEqual(heard, [], 'the session that is there goes on');
});

test('a sign-out that was refused does not end the session of somebody else', async () => {
  let owner = user;
  const { client, requests, heard } = setUp((_path, { method }) =>
    method === 'DELETE' ? refusal() : json(200, { ok: true, ...session, user: owner }),
  );
  await client.session();
  owner = { ...user, id: 'user-of-another-tab' };
  await client.signOut();
  assert.equal(requests.filter(({ init }) => init.method === 'DELETE').length, 1);
  await settle();
  assert.deepEqual(heard, []);
});

test('where the page never knew who is signed in, only reading is tried again', async () => {
  let refusals = 0;
  const { client, requests, heard } = setUp(() => {
    refusals -= 1;
    return refusals === 0 ? refusal() : json(200, { ok: true, ...session, jobs: [] });
  });
  await client.me();
  refusals = 1;
  await assert.rejects(client.captions.batch([{ platform: 'x' }]), GenieSignedOutError);
  assert.equal(requests.filter(({ init }) => init.method === 'POST').length, 1);
  const next = setUp(() => {
    refusals -= 1;
    return refusals === 0 ? refusal() : json(200, { ok: true, ...session, jobs: [] });
  });
  await next.client.me();
  refusals = 1;
  await next.client.jobs.list();
  await settle();
  assert.deepEqual([...heard, ...next.heard], []);
});

test('an outage while it is asked whose the cookie is ends nothing, and nothing is repeated', async () => {
  let isOver = false;
  const { client, requests, heard } = setUp((path) => {
    if (!isOver) return json(200, { ok: true, ...session });
    const headers = { 'retry-after': '60' };
    return path === '/api/session' ? failure(503, 'directus.unavailable', headers) : refusal();
  });
  await client.session();
  isOver = true;
  await assert.rejects(client.captions.batch([{ platform: 'x' }]), GenieUnavailableError);
  assert.equal(requests.filter(({ init }) => init.method === 'POST').length, 1);
  await settle();
  assert.deepEqual(heard, []);
});

test('what was asked in one session is not asked in the next', async () => {
  let signInAgain = () => Promise.resolve<unknown>(undefined);
  const { client, requests, heard } = setUp(async (path) => {
    if (path === '/api/session') return json(200, { ok: true, ...session });
    await signInAgain();
    return refusal();
  });
  await client.signIn('mara@example.com', 'password');
  signInAgain = () => client.signIn('dana@example.com', 'password');
  await assert.rejects(client.credentials.remove('c-1'), GenieSignedOutError);
  assert.equal(requests.filter(({ path }) => path === '/api/credentials/c-1').length, 1);
  await settle();
  assert.deepEqual(heard, [], 'the next session goes on');
});

test('a refusal that comes after a sign-in does not end what has begun meanwhile', async () => {
  const asked = Promise.withResolvers<void>();
  const { client, heard } = setUp(async (_path, { method }) => {
    if (method === 'POST') return json(200, { ok: true, ...session });
    await asked.promise;
    return refusal();
  });
  const early = client.session();
  await client.signIn('mara@example.com', 'password');
  asked.resolve();
  assert.equal(await early, null);
  await settle();
  assert.deepEqual(heard, []);
});

test('an outage ends no session', async () => {
  let status = 200;
  const { client, heard } = setUp(() =>
    status === 200
      ? json(200, { ok: true, ...session })
      : failure(status, 'directus.unavailable', { 'retry-after': '60' }),
  );
  await client.session();
  status = 503;
  await assert.rejects(client.me(), GenieUnavailableError);
  await assert.rejects(client.session(), GenieUnavailableError);
  await assert.rejects(client.signOut(), GenieUnavailableError);
  await settle();
  assert.deepEqual(heard, []);
});

test('the page of a proxy says nothing of the session', async () => {
  let isProxy = false;
  const { client, heard } = setUp(() =>
    isProxy ? new Response('<h1>401</h1>', { status: 401 }) : json(200, { ok: true, ...session }),
  );
  await client.session();
  isProxy = true;
  await assert.rejects(client.session(), { code: 'client.refused', status: 401 });
  await settle();
  assert.deepEqual(heard, []);
});

test('a sign-out is told of as such; one of a session that is over fails nobody', async () => {
  let isOver = false;
  const { client, heard } = setUp(() => (isOver ? refusal() : json(200, { ok: true, ...session })));
  await client.signIn('mara@example.com', 'password');
  await client.signOut();
  isOver = true;
  await client.signOut();
  await settle();
  assert.deepEqual(heard, ['signed-out']);
});

test('every route that takes a session can be called', async () => {
  const { client, requests } = setUp((path) =>
    path === '/api/genie/stream-chat' ? eventStream([lastEvent]).response : refusal(),
  );
  const functionsOf = (group: object): unknown[] =>
    Object.values(group).flatMap((one: object) =>
      typeof one === 'function' ? one : functionsOf(one),
    );
  for (const call of functionsOf(client)) {
    if (call === client.onSignedOut) continue;
    const result: unknown = (call as (id: string) => unknown)('the-id');
    const isStream =
      typeof result === 'object' && result !== null && Symbol.asyncIterator in result;
    await (isStream ? collect(result as AsyncIterable<unknown>) : Promise.resolve(result)).catch(
      (error: unknown) => assert.ok(error instanceof Error),
    );
  }
  const called = requests.map(({ path, init }) => {
    const route = path.replace(/\?.*/, '').replace('the-id', '{id}');
    return `${init.method?.toLowerCase()} ${route}`;
  });
  const routes = await routesWithSession();
  assert.ok(routes.length > 15);
  assert.deepEqual(
    routes.filter((route) => !called.includes(route)),
    [],
  );
});

async function routesWithSession(): Promise<string[]> {
  const file = new URL('../../../docs/openapi.json', import.meta.url);
  const { paths } = JSON.parse(await readFile(file, 'utf8')) as {
    paths: Record<string, Record<string, { security?: object[] }>>;
  };
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([, { security = [] }]) => security.some((way) => 'session' in way))
      .map(([method]) => `${method} ${path}`),
  );
}
