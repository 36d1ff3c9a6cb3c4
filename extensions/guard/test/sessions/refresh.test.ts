import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { field, type TestAnswer } from '../../../../test/support/directus-client.ts';
import { cookieOf, cookieToken, type Mode, tokenField } from '../support/caller.ts';
import { acceptingEndpoints, allEndpoints } from '../support/endpoints.ts';
import {
  countLines,
  type LoggedDirectus,
  startLoggedDirectus,
} from '../support/guarded-directus.ts';
import { afterGrace, logIn } from '../support/revocation-events.ts';
import { claimsOf, signToken } from '../support/sign-token.ts';

let directus: LoggedDirectus;

before(async () => {
  // Directus's own grace has no say: no test of this file sees the difference.
  directus = await startLoggedDirectus({ SESSION_REFRESH_GRACE_PERIOD: '0' });
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

test('after another role the token of before is dead, and a refresh gives one of that role', async () => {
  const user = await directus.admin.createUser();
  const first = await logIn(directus, user, 'json');
  await directus.admin.request('PATCH', `/users/${user.id}`, { role: null });
  assert.deepEqual(await acceptingEndpoints(directus, first.accessToken), []);
  const next = tokenField(await directus.refresh(first.refreshToken), 'access_token');
  assert.equal(field(await directus.identityOf(next), 'roleId'), null);
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

test('a refresh token ends its login by what it says itself, when nothing remembers it', async () => {
  const user = await directus.admin.createUser();
  const first = await logIn(directus, user, 'json');
  const second = tokenField(await directus.refresh(first.refreshToken), 'refresh_token');
  const third = tokenField(await directus.refresh(second), 'refresh_token');
  assert.equal(directus.settings.database.client, 'sqlite3');
  const db = new DatabaseSync(directus.settings.database.filename, { timeout: 10_000 });
  db.exec('DELETE FROM genie_rotated_tokens');
  db.close();
  assert.equal((await directus.refresh(flipped(second))).status, 401);
  assert.deepEqual(await acceptingEndpoints(directus, first.accessToken), allEndpoints);
  assert.equal((await directus.refresh(second)).status, 401);
  assert.deepEqual(await acceptingEndpoints(directus, first.accessToken), []);
  assert.equal((await directus.refresh(third)).status, 401);
  assert.equal(countLines(directus.lines, `user ${user.id} was used again`), 1);
});

/** The same token but for its last character. */
function flipped(token: string): string {
  return token.slice(0, -1) + (token.endsWith('A') ? 'B' : 'A');
}

test('a session cookie that has expired by itself still ends a login that went on without it', async () => {
  const first = await device('session');
  const refreshed = await directus.withCookie('/auth/refresh', 'session', first.cookie);
  const newer = cookieToken(cookieOf(refreshed));
  await directus.passGrace(first.accessToken);
  const { secret } = directus.settings;
  const expired = (token: string) => signToken({ ...claimsOf(token), exp: 1_000 }, secret);
  const refreshWith = (token: string) =>
    directus.withCookie('/auth/refresh', 'session', `directus_session_token=${token}`);
  assert.equal((await refreshWith(expired(newer))).status, 401);
  assert.deepEqual(await acceptingEndpoints(directus, newer), allEndpoints, 'the one of now');
  assert.equal((await refreshWith(expired(first.accessToken))).status, 401);
  assert.deepEqual(await acceptingEndpoints(directus, newer), []);
});

test('refreshes of one login beyond the limit get 429 and sign nobody out', async () => {
  const user = await directus.admin.createUser();
  const first = await logIn(directus, user, 'json');
  let current = first.refreshToken;
  let refused: TestAnswer | undefined;
  for (let count = 0; count <= 1_000 && refused === undefined; count += 1) {
    const answer = await directus.refresh(current);
    if (answer.status === 200) current = tokenField(answer, 'refresh_token');
    else refused = answer;
  }
  assert.equal(refused?.status, 429, refused?.text);
  assert.match(refused.text, /REQUESTS_EXCEEDED/);
  const retryAfter = Number(refused.headers.get('retry-after'));
  assert.ok(retryAfter >= 1 && retryAfter <= 30, String(retryAfter));
  assert.deepEqual(await acceptingEndpoints(directus, first.accessToken), allEndpoints);
  const other = await logIn(directus, user, 'json');
  tokenField(await directus.refresh(other.refreshToken), 'refresh_token');
  assert.equal(countLines(directus.lines, `user ${user.id} was refused: more than 30`), 1);
  await delay(retryAfter * 1_000 + 100);
  tokenField(await directus.refresh(current), 'refresh_token');
});

test('forty tabs that refresh with one token at once are no forty rotations', async () => {
  const first = await device('json');
  for (let round = 0; round < 2; round += 1) {
    const tabs = Array.from({ length: 40 }, () => directus.refresh(first.refreshToken));
    for (const answer of await Promise.all(tabs)) tokenField(answer, 'refresh_token');
  }
});

test('a session cookie used for a refresh long after its replacement ends its login', async () => {
  const first = await device('session');
  const refreshed = await directus.withCookie('/auth/refresh', 'session', first.cookie);
  const newer = cookieToken(cookieOf(refreshed));
  await directus.passGrace(first.accessToken);
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
