import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { field } from '../../../../test/support/directus-client.ts';
import { cookieOf, cookieToken, type Mode, tokenField } from '../support/caller.ts';
import { acceptingEndpoints, allEndpoints } from '../support/endpoints.ts';
import {
  countLines,
  type GuardedDirectus,
  startGuardedDirectus,
} from '../support/guarded-directus.ts';
import { afterGrace, logIn } from '../support/revocation-events.ts';

let directus: GuardedDirectus;

before(async () => {
  // Directus's own grace has no say: no test of this file sees the difference.
  directus = await startGuardedDirectus({ SESSION_REFRESH_GRACE_PERIOD: '0' });
});
after(async () => {
  await directus?.stop();
});

async function device(mode: Mode) {
  return logIn(directus, await directus.admin.createUser(), mode);
}

test('a refresh keeps the earlier access token alive and gives a new refresh token', async () => {
  const first = await device('json');
  const refreshed = await directus.refresh(first.refreshToken);
  assert.notEqual(tokenField(refreshed, 'refresh_token'), first.refreshToken);
  assert.deepEqual(await acceptingEndpoints(directus, first.accessToken), allEndpoints);
  assert.deepEqual(
    await acceptingEndpoints(directus, tokenField(refreshed, 'access_token')),
    allEndpoints,
  );
});

test('two tabs that refresh one after the other go on with the same token', async () => {
  const first = await device('json');
  const one = await directus.refresh(first.refreshToken);
  const two = await directus.refresh(first.refreshToken);
  assert.equal(tokenField(one, 'refresh_token'), tokenField(two, 'refresh_token'));
  assert.deepEqual(
    await acceptingEndpoints(directus, tokenField(two, 'access_token')),
    allEndpoints,
  );
});

test('ten refreshes at the same moment all give the same token', async () => {
  const first = await device('json');
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => directus.refresh(first.refreshToken)),
  );
  const next = new Set(answers.map((answer) => tokenField(answer, 'refresh_token')));
  assert.equal(next.size, 1);
  for (const answer of answers) {
    assert.notEqual(await directus.identityOf(tokenField(answer, 'access_token')), null);
  }
});

test('a tab that comes late within the grace gets the newest token of its login', async () => {
  const first = await device('json');
  const second = tokenField(await directus.refresh(first.refreshToken), 'refresh_token');
  const third = tokenField(await directus.refresh(second), 'refresh_token');
  assert.equal(tokenField(await directus.refresh(first.refreshToken), 'refresh_token'), third);
});

test('tabs refresh through GraphQL and REST alike', async () => {
  const first = await device('json');
  const rest = await directus.refresh(first.refreshToken);
  const graphql = await directus.admin.graphql(
    'system',
    `mutation { auth_refresh(refresh_token: "${first.refreshToken}", mode: json) { refresh_token } }`,
    null,
  );
  const token = field(field(graphql.data, 'auth_refresh'), 'refresh_token');
  assert.equal(token, tokenField(rest, 'refresh_token'));
});

test('a refresh token used again after the grace ends its login and no other', async () => {
  const user = await directus.admin.createUser();
  const stolen = await logIn(directus, user, 'json');
  const other = await logIn(directus, user, 'json');
  const owner = await directus.refresh(stolen.refreshToken);
  await afterGrace();
  const before = countLines(directus.lines, user.id);
  assert.equal((await directus.refresh(stolen.refreshToken)).status, 401);
  assert.deepEqual(await acceptingEndpoints(directus, tokenField(owner, 'access_token')), []);
  assert.equal((await directus.refresh(tokenField(owner, 'refresh_token'))).status, 401);
  assert.deepEqual(await acceptingEndpoints(directus, other.accessToken), allEndpoints);
  assert.equal(countLines(directus.lines, user.id), before + 1, 'logged once, with the user');
  assert.equal(countLines(directus.lines, stolen.refreshToken), 0, 'without the token');
});

test('a session cookie used for a refresh long after its replacement ends its login', async () => {
  const first = await device('session');
  const refreshed = await directus.withCookie('/auth/refresh', 'session', first.cookie);
  const newer = cookieToken(cookieOf(refreshed));
  await afterGrace();
  assert.deepEqual(await acceptingEndpoints(directus, first.accessToken), [], 'the grace is over');
  assert.deepEqual(await acceptingEndpoints(directus, newer), allEndpoints);
  const reused = await directus.withCookie('/auth/refresh', 'session', first.cookie);
  assert.equal(reused.status, 401);
  assert.deepEqual(await acceptingEndpoints(directus, newer), []);
});

test('an old session token counts within the grace, and not beyond a logout', async () => {
  const first = await device('session');
  const refreshed = await directus.withCookie('/auth/refresh', 'session', first.cookie);
  const newer = cookieToken(cookieOf(refreshed));
  assert.deepEqual(await acceptingEndpoints(directus, first.accessToken), allEndpoints);
  await directus.withCookie('/auth/logout', 'session', cookieOf(refreshed));
  assert.deepEqual(await acceptingEndpoints(directus, first.accessToken), []);
  assert.deepEqual(await acceptingEndpoints(directus, newer), []);
});

test('a logout with the replaced token ends the whole login', async () => {
  const json = await device('json');
  const refreshed = await directus.refresh(json.refreshToken);
  assert.equal((await directus.logout(json.refreshToken)).status, 204);
  assert.deepEqual(await acceptingEndpoints(directus, tokenField(refreshed, 'access_token')), []);
  assert.equal((await directus.refresh(tokenField(refreshed, 'refresh_token'))).status, 401);

  const session = await device('session');
  const renewed = await directus.withCookie('/auth/refresh', 'session', session.cookie);
  await directus.withCookie('/auth/logout', 'session', session.cookie);
  assert.deepEqual(await acceptingEndpoints(directus, cookieToken(cookieOf(renewed))), []);
});

test('clears the cookie of a dead session, so that the browser can log in again', async () => {
  const { cookie } = await device('session');
  await directus.withCookie('/auth/logout', 'session', cookie);
  const answer = await directus.admin.request('GET', '/users/me', undefined, null, { cookie });
  assert.equal(answer.status, 401);
  assert.match(answer.headers.getSetCookie().join(), /directus_session_token=;.*1970/);
});

test('tokens count in the header, in the query and in the cookie, and die in all of them', async () => {
  const { accessToken, cookie } = await device('session');
  const asked = async () => {
    const { request } = directus.admin;
    const answers = await Promise.all([
      request('GET', '/users/me', undefined, accessToken),
      request('GET', `/users/me?access_token=${accessToken}`, undefined, null),
      request('GET', '/users/me', undefined, null, { cookie }),
    ]);
    return answers.map(({ status }) => status);
  };
  assert.deepEqual(await asked(), [200, 200, 200]);
  await directus.withCookie('/auth/logout', 'session', cookie);
  assert.deepEqual(await asked(), [401, 401, 401]);
});

test('renewals of one session at the same moment all go on with the same session', async () => {
  const { cookie } = await logIn(directus, await directus.admin.createUser(), 'session');
  const reused = countLines(directus.lines, 'was used again');
  let current = cookie;
  for (let round = 0; round < 20; round += 1) {
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => directus.withCookie('/auth/refresh', 'session', current)),
    );
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 200, 200],
    );
    const sessions = answers.map((answer) => sessionOf(cookieToken(cookieOf(answer))));
    assert.equal(new Set(sessions).size, 1);
    const [first] = answers;
    assert.ok(first);
    current = cookieOf(first);
  }
  assert.notEqual(await directus.identityOf(cookieToken(current)), null);
  assert.equal(countLines(directus.lines, 'was used again'), reused);
});

/** The session that a token names. */
function sessionOf(token: string): string {
  const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
  return String((JSON.parse(payload) as { session: unknown }).session);
}
