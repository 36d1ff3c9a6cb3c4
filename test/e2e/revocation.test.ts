import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';
import { endpoints as directusEndpoints } from '../../extensions/guard/test/support/endpoints.ts';
import {
  type GuardedDirectus,
  introspectionSecret,
  startGuardedDirectus,
} from '../../extensions/guard/test/support/guarded-directus.ts';
import {
  type Device,
  logIn,
  type RevocationEvent,
  revocationEvents,
  whyNotTried,
} from '../../extensions/guard/test/support/revocation-events.ts';
import { testRelease } from '../support/directus-settings.ts';
import { holdBody } from '../support/held-request.ts';
import { startTestApi, type TestApi } from '../support/start-api.ts';

/** The promise: after the event every endpoint refuses the dead token at once, and takes every live one. */
let directus: GuardedDirectus;
let introspecting: TestApi;
/** Directus 12 lets nobody read their own account without a licence, so there is none. */
let usersMe: TestApi | undefined;

before(async () => {
  directus = await startGuardedDirectus();
  const shared = { directusUrl: directus.url, introspectionSecret };
  introspecting = await startTestApi({ ...shared, tokenValidation: 'introspect' });
  if (testRelease === '11') {
    usersMe = await startTestApi({ ...shared, tokenValidation: 'users-me' });
  }
});

after(async () => {
  await introspecting?.stop();
  await usersMe?.stop();
  await directus?.stop();
});

const endpoints: { name: string; accepts(token: string): Promise<boolean> }[] = [
  { name: 'API introspect', accepts: (token) => apiAccepts(introspecting, token) },
  ...(testRelease === '11'
    ? [{ name: 'API users-me', accepts: (token: string) => apiAccepts(usersMe, token) }]
    : []),
  ...directusEndpoints.map(({ name, accepts }) => ({
    name,
    accepts: (token: string) => accepts(directus, token),
  })),
];

async function apiAccepts(api: TestApi | undefined, token: string): Promise<boolean> {
  assert.ok(api);
  const { status, body } = await api.request('GET', '/api/me', { token });
  if (status === 200) return true;
  assert.equal(status, 401);
  assert.equal(body.error, 'Invalid or expired token');
  return false;
}

async function openEndpoints(token: string): Promise<string[]> {
  const open = await Promise.all(
    endpoints.map(async (endpoint) => ((await endpoint.accepts(token)) ? [endpoint.name] : [])),
  );
  return open.flat();
}

const all = endpoints.map(({ name }) => name);

/** Begins a request at each server that takes bodies, and holds half of the body back. */
async function holdBodies(token: string) {
  const authorization = `Bearer ${token}`;
  const caption = { path: '/api/captions/generate', headers: { authorization }, body: {} };
  const type = 'multipart/form-data; boundary=b';
  const file = 'Content-Disposition: form-data; name="f"; filename="f"\r\n\r\nheld back';
  const upload = {
    path: '/files',
    headers: { authorization, 'content-type': type },
    body: `--b\r\n${file}\r\n--b--\r\n`,
  };
  const held = [
    { name: 'API introspect', ...(await holdBody(introspecting.url, caption)) },
    ...(usersMe ? [{ name: 'API users-me', ...(await holdBody(usersMe.url, caption)) }] : []),
    { name: 'Directus', ...(await holdBody(directus.url, upload)) },
  ];
  // By now each of them has been checked once.
  await openEndpoints(token);
  /** Where what was held back is taken, and not refused. */
  return async () => {
    const answers = await Promise.all(
      held.map(async ({ name, finish }) => ({ name, ...(await finish()) })),
    );
    return answers.flatMap(({ name, status }) => (status === 401 ? [] : [name]));
  };
}

const takingBodies = ['API introspect', 'API users-me', 'Directus'].filter(
  (name) => name !== 'API users-me' || testRelease === '11',
);

const demotion: RevocationEvent = {
  name: 'demoted admin',
  endsSecondDevice: true,
  async happen({ admin }, { id }) {
    await admin.request('PATCH', `/users/${id}`, { role: '804d487e-2200-4cc4-b188-70465471e0a4' });
  },
};

/** The token as it is after its time: the same claims, signed by Directus's own secret. */
function expired({ accessToken }: Device): string {
  const [head = '', payload = ''] = accessToken.split('.');
  const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
  const second = Math.floor(Date.now() / 1000);
  const past = { ...Object(claims), iat: second - 901, exp: second - 1 };
  const text = `${head}.${Buffer.from(JSON.stringify(past)).toString('base64url')}`;
  const { secret } = directus.settings;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}

for (const event of [...revocationEvents, demotion]) {
  const skip = whyNotTried(event.name);
  test(`every endpoint refuses the token at once after: ${event.name}`, { skip }, async () => {
    const roles = await directus.admin.request('GET', '/roles?filter[name][_eq]=Administrator');
    const [{ id: administrator } = { id: '' }] = roles.data as { id: string }[];
    const user = await directus.admin.createUser(event === demotion ? { role: administrator } : {});
    const first = await logIn(directus, user, 'json');
    const second = await logIn(directus, user, 'json');
    assert.deepEqual(await openEndpoints(first.accessToken), all, 'live before');
    // A reuse counts after ten seconds, nearly as long as a body may take.
    const isQuick = event.name !== 'reuse of a refresh token';
    const finishDead = isQuick ? await holdBodies(first.accessToken) : async () => [];
    const finishOther = isQuick ? await holdBodies(second.accessToken) : async () => [];
    await event.happen(directus, user, first);
    assert.deepEqual(await finishDead(), [], 'held back');
    const isTaken = isQuick && !event.endsSecondDevice;
    assert.deepEqual(await finishOther(), isTaken ? takingBodies : [], 'held by the other');
    const dead = await openEndpoints(first.accessToken);
    const other = await openEndpoints(second.accessToken);
    assert.deepEqual(dead, [], 'dead after');
    assert.deepEqual(other, event.endsSecondDevice ? [] : all, 'the other device');
  });
}

test('every endpoint refuses the token after: expiry', async () => {
  const device = await logIn(directus, await directus.admin.createUser(), 'json');
  const dead = await openEndpoints(expired(device));
  const other = await openEndpoints(device.accessToken);
  assert.deepEqual(dead, []);
  assert.deepEqual(other, all);
});

test('after a refresh the older token and the newer one both work, until the logout ends both', async () => {
  const device = await logIn(directus, await directus.admin.createUser(), 'json');
  const refreshed = await directus.refresh(device.refreshToken);
  const next = refreshed.data as { access_token: string; refresh_token: string };
  assert.deepEqual(await openEndpoints(device.accessToken), all);
  assert.deepEqual(await openEndpoints(next.access_token), all);
  await directus.logout(next.refresh_token);
  assert.deepEqual(await openEndpoints(device.accessToken), []);
  assert.deepEqual(await openEndpoints(next.access_token), []);
});
