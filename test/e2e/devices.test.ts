import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import knex, { type Knex } from 'knex';
import { openBrowser, type TestBrowser } from '../support/browser.ts';
import { type ChatSystem, startChatSystem } from '../support/chat-system.ts';
import type { TestUser } from '../support/directus-client.ts';
import { otherTokenValidation } from '../support/directus-settings.ts';
import type { TestApi } from '../support/start-api.ts';
import { plainCookie } from '../support/system.ts';

/** What people see of where they are signed in, and what ends with it. */
let system: ChatSystem;
let otherApi: TestApi;
let db: Knex;

const mac =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36';
const phone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1';
const sessionsPath = '/api/account/sessions';
const dayMs = 86_400_000;

before(async () => {
  system = await startChatSystem({ trustProxy: '127.0.0.1' });
  otherApi = await system.startApi({ tokenValidation: otherTokenValidation });
  const filename = join(system.directus.settings.dataDir, 'directus.db');
  db = knex({ client: 'sqlite3', connection: { filename }, useNullAsDefault: true });
  await db.raw('PRAGMA busy_timeout = 5000');
});
after(async () => {
  await db?.destroy();
  await system?.stop();
});

const newUser = () => system.directus.admin.createUser();

async function signIn(
  { email, password }: TestUser,
  { agent = mac, address = '203.0.113.7', jar = new Map<string, string>() } = {},
): Promise<TestBrowser> {
  const browser = openBrowser({ url: system.api.url, jar });
  const headers = { 'user-agent': agent, 'x-forwarded-for': address };
  const body = { email, password };
  const answer = await browser.send('POST', '/api/session', { body, headers });
  assert.equal(answer.status, 200, answer.text);
  return browser;
}

interface Listed {
  id: string;
  current: boolean;
  createdAt: string | null;
  lastSeenAt: string | null;
  device: string | null;
  address: string | null;
}

async function listOf(browser: TestBrowser): Promise<Listed[]> {
  const answer = await browser.send('GET', sessionsPath);
  assert.equal(answer.status, 200, answer.text);
  return answer.body.sessions as Listed[];
}

const tokenOf = ({ jar }: TestBrowser) => jar.get(plainCookie) ?? '';
const statusOf = async (browser: TestBrowser) => (await browser.send('GET', '/api/me')).status;

/** Whether a token is taken by both ways of checking, and by Directus's REST and GraphQL. */
async function whereTaken(token: string): Promise<number[]> {
  const { admin } = system.directus;
  const graphql = await admin.graphql('system', '{ __typename }', token);
  return [
    (await system.api.request('GET', '/api/me', { token })).status,
    (await otherApi.request('GET', '/api/me', { token })).status,
    await system.askDirectus(token),
    graphql.status,
  ];
}

const refused = [401, 401, 401, 401];
const taken = [200, 200, 200, 200];

test('shows each device by name, address and time, for cookies and tokens alike', async () => {
  const user = await newUser();
  const browser = await signIn(user);
  await signIn(user, { agent: phone, address: '2001:db8::7' });
  const { accessToken: token } = await system.directus.login(user.email, user.password);
  const byCookie = await listOf(browser);
  assert.deepEqual(
    byCookie.map(({ device, address, current }) => [device, address, current]),
    [
      ['Node.js', '127.0.0.1', false],
      ['Safari on iPhone', '2001:db8::7', false],
      ['Chrome on Mac', '203.0.113.7', true],
    ],
  );
  for (const { createdAt, lastSeenAt } of byCookie) {
    assert.ok(Date.parse(String(lastSeenAt)) >= Date.parse(String(createdAt)));
    assert.ok(Date.now() - Date.parse(String(createdAt)) < 60_000);
  }
  const { body } = await otherApi.request('GET', sessionsPath, { token });
  const byToken = body.sessions as Listed[];
  assert.deepEqual(
    byToken.map(({ id, current }) => [id, current]),
    byCookie.map(({ id, device }) => [id, device === 'Node.js']),
  );
});

test('an ended device is refused at the API and Directus, its stream ends, and others live', async () => {
  const user = await newUser();
  const browser = await signIn(user);
  const { accessToken: token, refreshToken } = await system.directus.login(
    user.email,
    user.password,
  );
  system.model.behave({ parts: ['A first sentence. ', new Promise<void>(() => {}), 'Never.'] });
  const stream = await system.open({ id: user.id, token, refreshToken }, { message: 'Hello' });
  await stream.next();
  const other = (await listOf(browser)).find(({ current }) => !current);
  const answer = await browser.send('DELETE', `${sessionsPath}/${other?.id}`);
  assert.equal(answer.status, 204, answer.text);
  assert.deepEqual(await whereTaken(token), refused);
  const last = (await stream.rest()).at(-1);
  assert.match(last?.textResponse ?? '', /no longer signed in/);
  const body = { refresh_token: refreshToken };
  const refresh = await system.directus.admin.request('POST', '/auth/refresh', body, null);
  assert.equal(refresh.status, 401);
  assert.deepEqual(await whereTaken(tokenOf(browser)), taken);
  assert.equal((await listOf(browser)).length, 1);
  const again = await browser.send('DELETE', `${sessionsPath}/${other?.id}`);
  assert.deepEqual([again.status, again.body.code], [404, 'account.session_not_found']);
});

test('all others end, with either way of checking; with a static token all of them', async () => {
  const user = await newUser();
  for (const api of [system.api, otherApi]) {
    const own = await system.directus.login(user.email, user.password);
    const others = [await signIn(user), await signIn(user, { agent: phone })];
    const request = { token: own.accessToken };
    assert.equal((await api.request('DELETE', sessionsPath, request)).status, 204);
    for (const browser of others) assert.deepEqual(await whereTaken(tokenOf(browser)), refused);
    assert.deepEqual(await whereTaken(own.accessToken), taken);
  }
  const token = 'a-static-token-of-devices-tests';
  await system.directus.admin.request('PATCH', `/users/${user.id}`, { token });
  const { body } = await system.api.request('GET', sessionsPath, { token });
  assert.deepEqual(
    (body.sessions as Listed[]).map(({ current }) => current),
    [false],
  );
  assert.equal((await system.api.request('DELETE', sessionsPath, { token })).status, 204);
  assert.deepEqual((await system.api.request('GET', sessionsPath, { token })).body.sessions, []);
});

test("another person's device can't be ended, nor seen, nor with another origin", async () => {
  const [browser, stranger] = [await signIn(await newUser()), await signIn(await newUser())];
  const [{ id } = { id: '' }] = await listOf(browser);
  const path = `${sessionsPath}/${id}`;
  assert.equal((await stranger.send('DELETE', path)).status, 404);
  const foreign = await browser.send('DELETE', path, { origin: 'https://evil.example' });
  assert.equal(foreign.status, 403);
  assert.deepEqual(
    (await listOf(stranger)).map(({ current }) => current),
    [true],
  );
  for (const other of ['x', 'x'.repeat(200), "' OR 1=1 --"]) {
    assert.equal((await stranger.send('DELETE', `${sessionsPath}/${other}`)).status, 404, other);
  }
  assert.equal(await statusOf(browser), 200);
  assert.equal((await system.api.request('GET', sessionsPath)).status, 401);
});

test('after a new password the device that set it is known by its name', async () => {
  const user = await newUser();
  const browser = await signIn(user, { agent: phone });
  const body = { currentPassword: user.password, newPassword: 'a-quiet-harbour-42' };
  const headers = { 'user-agent': phone, 'x-forwarded-for': '198.51.100.9' };
  const answer = await browser.send('POST', '/api/account/password', { body, headers });
  assert.equal(answer.status, 200, answer.text);
  assert.deepEqual(
    (await listOf(browser)).map(({ device, address, current }) => [device, address, current]),
    [['Safari on iPhone', '198.51.100.9', true]],
  );
});

describe('the longest life of a login', () => {
  const sidOf = (token: string) =>
    String(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).sid);
  const age = (token: string, ms: number) =>
    db('genie_access_sessions')
      .where({ sid: sidOf(token) })
      .update({ begun_at: Date.now() - ms });

  test('a login in use is over after thirty days, wherever; log and metric have the reason', async () => {
    const user = await newUser();
    const browser = await signIn(user);
    const { accessToken, refreshToken } = await system.directus.login(user.email, user.password);
    for (const token of [tokenOf(browser), accessToken]) {
      await age(token, 30 * dayMs - 60_000);
      assert.deepEqual(await whereTaken(token), taken);
      await age(token, 30 * dayMs);
      assert.deepEqual(await whereTaken(token), refused);
    }
    assert.equal(await statusOf(browser), 401);
    const body = { refresh_token: refreshToken };
    const refresh = await system.directus.admin.request('POST', '/auth/refresh', body, null);
    assert.equal(refresh.status, 401);
    assert.match(system.api.log(), /"reason":"session_expired"/);
    const metrics = await system.api.request('GET', '/metrics');
    assert.match(metrics.text, /genie_auth_refusals_total\{[^}]*session_expired[^}]*\} [1-9]/);
    assert.equal((await listOf(await signIn(user))).length, 1, 'what is over is listed no more');
  });
});

describe('a copied cookie', () => {
  /** As if the session's token had been replaced so long ago. */
  const replacedAgo = (ms: number) =>
    db('genie_rotated_tokens').update({ rotated_at: Date.now() - ms });

  /** Renews the session as the API does in the second half of its life, here for the thief. */
  async function renew(browser: TestBrowser): Promise<void> {
    const cookie = `directus_session_token=${tokenOf(browser)}`;
    const { admin } = system.directus;
    const answer = await admin.request('POST', '/auth/refresh', { mode: 'session' }, null, {
      cookie,
    });
    const [set = ''] = answer.headers.getSetCookie();
    browser.jar.set(plainCookie, /directus_session_token=([^;]+)/.exec(set)?.[1] ?? '');
  }

  async function copied() {
    const user = await newUser();
    const owner = await signIn(user);
    const thief = openBrowser({ url: system.api.url, jar: new Map(owner.jar) });
    await renew(thief);
    return { user, owner, thief };
  }

  for (const [name, api] of [
    ['this API', () => system.api],
    ['another API', () => otherApi],
  ] as const) {
    test(`that polls follows the session until its owner's next use ends it (${name})`, async () => {
      const { owner, thief } = await copied();
      assert.equal(await statusOf(thief), 200);
      await replacedAgo(61_000);
      const tab = openBrowser({ url: api().url, jar: owner.jar });
      assert.equal(await statusOf(tab), 401);
      assert.deepEqual(await whereTaken(tokenOf(thief)), refused);
      assert.match(api().log(), /"reason":"reused"/);
    });
  }

  test('is ended by a cookie so old that it has expired', async () => {
    const { owner, thief } = await copied();
    await replacedAgo(61_000);
    const [head = '', body = ''] = tokenOf(owner).split('.');
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString());
    const old = { ...claims, iat: 1_000, exp: 2_000 };
    owner.jar.set(plainCookie, sign(head, old));
    assert.equal(await statusOf(owner), 401);
    assert.equal(await statusOf(thief), 401);
  });

  function sign(head: string, claims: object): string {
    const body = Buffer.from(JSON.stringify(claims)).toString('base64url');
    const { secret } = system.directus.settings;
    const tag = createHmac('sha256', secret).update(`${head}.${body}`).digest('base64url');
    return `${head}.${body}.${tag}`;
  }

  test('is not told from a request that was under way for a while: that ends nothing', async () => {
    const { owner, thief } = await copied();
    await replacedAgo(30_000);
    assert.equal(await statusOf(owner), 401);
    assert.equal(await statusOf(thief), 200);
  });

  test('ends when its owner signs in again in the browser that it was copied from', async () => {
    const { user, owner, thief } = await copied();
    await replacedAgo(30_000);
    await signIn(user, { jar: owner.jar });
    assert.equal(await statusOf(thief), 401);
    assert.equal(await statusOf(owner), 200);
  });

  test('a forged cookie ends nothing, however it looks', async () => {
    const { owner, thief } = await copied();
    await replacedAgo(61_000);
    const forged = `${tokenOf(owner).slice(0, -4)}AAAA`;
    assert.equal(
      await statusOf(openBrowser({ url: system.api.url, jar: new Map([[plainCookie, forged]]) })),
      401,
    );
    assert.equal(await statusOf(thief), 200);
  });

  test('is over at the longest life of its login, however often it polls', async () => {
    const { thief } = await copied();
    await db('genie_access_sessions').update({ begun_at: Date.now() - 30 * dayMs });
    assert.equal(await statusOf(thief), 401);
  });
});
