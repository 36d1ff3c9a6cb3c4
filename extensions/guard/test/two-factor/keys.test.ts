import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { twoFactorPaths } from '@genie-helper/guard-protocol';
import knex, { type Knex } from 'knex';
import { codeOf } from '../../../../test/support/one-time-code.ts';
import { type LoggedDirectus, startLoggedDirectus } from '../support/guarded-directus.ts';
import { begin, dump, enrol, enrolled, logIn, outcomeOf } from '../support/two-factor.ts';

const plainSecret = 'JBSWY3DPEHPK3PXP';
let directus: LoggedDirectus;
let db: Knex;

before(async () => {
  directus = await startLoggedDirectus({ LOG_LEVEL: 'info' });
  const filename = join(directus.settings.dataDir, 'directus.db');
  db = knex({ client: 'sqlite3', connection: { filename }, useNullAsDefault: true });
  await db.raw('PRAGMA busy_timeout = 5000');
});
after(async () => {
  await db?.destroy();
  await directus?.stop();
});

const health = async () =>
  (await directus.admin.request('POST', twoFactorPaths.health, {})).data as object;

test('a secret that Directus kept in the clear is sealed at the next start, or with a code', async () => {
  const atStart = await directus.admin.createUser({ tfa_secret: plainSecret });
  const atCode = await directus.admin.createUser({ tfa_secret: plainSecret });
  const used = codeOf(plainSecret);
  assert.equal(outcomeOf(await logIn(directus, atCode, used)), 'ok');
  const [left, ...others] = await db('directus_users').where({ tfa_secret: plainSecret });
  assert.deepEqual([left?.id, others], [atStart.id, []]);
  assert.deepEqual(await health(), { canSeal: true, on: 2, unopenable: 0, plain: 1 });
  await directus.restart();
  assert.deepEqual(await health(), { canSeal: true, on: 2, unopenable: 0, plain: 0 });
  assert.ok(!(await dump(db)).includes(plainSecret));
  assert.equal(outcomeOf(await logIn(directus, atStart)), 'INVALID_OTP');
  const code = codeOf(plainSecret);
  assert.equal(outcomeOf(await logIn(directus, atStart, code)), 'ok');
  assert.equal(outcomeOf(await logIn(directus, atStart, code)), 'INVALID_OTP');
  assert.equal(outcomeOf(await logIn(directus, atCode, used)), 'INVALID_OTP');
});

test('without the key, or with another, its owners meet an outage, and others notice nothing', async () => {
  const [user, other] = [await enrolled(directus), await directus.admin.createUser()];
  for (const GUARD_KEY of ['', `string:${randomBytes(32).toString('base64')}`]) {
    await directus.restart({ GUARD_KEY });
    for (const otp of [codeOf(user.secret), user.recoveryCodes[0], '000000']) {
      const answer = await logIn(directus, user, otp);
      assert.equal(answer.status, 503, answer.text);
      assert.doesNotMatch(answer.text, /GUARD_KEY/);
    }
    assert.equal(outcomeOf(await logIn(directus, user)), 'INVALID_OTP');
    assert.equal(outcomeOf(await logIn(directus, other)), 'ok');
    const { unopenable, canSeal } = (await health()) as Record<string, unknown>;
    assert.deepEqual([Number(unopenable) > 0, canSeal], [true, GUARD_KEY !== '']);
    if (GUARD_KEY === '')
      assert.deepEqual(await begin(directus, other), { verdict: 'unavailable' });
    assert.ok(directus.lines.some((line) => line.includes(`user ${user.id} can't be opened`)));
  }
  await directus.restart();
  assert.equal(outcomeOf(await logIn(directus, user, user.recoveryCodes[0])), 'ok');
});

test('without any key a secret in the clear goes on, and its code counts once as well', async () => {
  const user = await directus.admin.createUser({ tfa_secret: plainSecret });
  await directus.restart({ GUARD_KEY: '' });
  // One and the same, however long a start takes.
  const code = codeOf(plainSecret);
  assert.equal(outcomeOf(await logIn(directus, user, code)), 'ok');
  assert.equal(outcomeOf(await logIn(directus, user, code)), 'INVALID_OTP');
  await directus.restart();
  assert.equal(outcomeOf(await logIn(directus, user, code)), 'INVALID_OTP');
  assert.equal(outcomeOf(await logIn(directus, user, codeOf(plainSecret, 1))), 'ok');
});

test('the start after a new key seals all of it anew, and the former key can go', async () => {
  const user = await enrolled(directus);
  const key = `string:${randomBytes(32).toString('base64')}`;
  const former = `string:${directus.settings.guardKey}`;
  await directus.restart({ GUARD_KEY: key, GUARD_KEY_PREVIOUS: former });
  await directus.restart({ GUARD_KEY: key });
  assert.equal(outcomeOf(await logIn(directus, user, codeOf(user.secret))), 'ok');
  await directus.restart({ GUARD_KEY: former, GUARD_KEY_PREVIOUS: key });
});

test('a factor whose row is gone lets nobody in', async () => {
  const user = await enrolled(directus);
  await db('genie_second_factors').where({ user: user.id }).delete();
  const row = await db('directus_users').where({ id: user.id }).first('tfa_secret');
  for (const otp of [codeOf(user.secret), codeOf(String(row?.tfa_secret)), user.recoveryCodes[0]]) {
    assert.equal((await logIn(directus, user, otp)).status, 503);
  }
  await directus.restart();
  assert.equal((await logIn(directus, user, codeOf(user.secret))).status, 503);
});

test('an administrator reads and writes none of it through Directus', async () => {
  const user = await enrolled(directus);
  const { request, graphql } = directus.admin;
  for (const table of ['genie_second_factors', 'genie_recovery_codes', 'genie_code_attempts']) {
    assert.equal((await request('GET', `/items/${table}`)).status, 403, table);
    const asked = await graphql('items', `query { ${table} { user } }`);
    assert.ok(asked.text.includes('errors'), asked.text);
    assert.equal((await request('GET', `/collections/${table}`)).status, 403, table);
  }
  const shown = await request('GET', `/users/${user.id}?fields=*`);
  assert.match(shown.text, /"tfa_secret":"\*+"/);
  for (const tfa_secret of [plainSecret, null]) {
    assert.equal((await request('PATCH', `/users/${user.id}`, { tfa_secret })).status, 400);
  }
  const chosen = { secret: plainSecret, otp: codeOf(plainSecret) };
  assert.equal((await request('POST', '/users/me/tfa/enable', chosen)).status, 403);
  assert.equal(outcomeOf(await logIn(directus, user)), 'INVALID_OTP');
});

test('where it is required, an administrator without one can only sign in and set one up', async () => {
  const { request, graphql, login, createUser } = directus.admin;
  const roles = await request('GET', '/roles?filter[name][_eq]=Administrator');
  const [{ id: role }] = roles.data as [{ id: string }];
  const user = await createUser({ role });
  await directus.restart({ REQUIRE_ADMIN_TWO_FACTOR: 'true' });
  const { accessToken, refreshToken } = await login(user.email, user.password);
  const users = (token?: string) => request('GET', '/users?fields=id', undefined, token);
  const refused = await users(accessToken);
  assert.equal(refused.status, 403);
  assert.match(refused.text, /need a second factor/);
  for (const path of [
    '/users//',
    '/USERS',
    '/%75sers',
    '/users/me/../../users',
    '/auth/../users',
  ]) {
    assert.notEqual((await request('GET', path, undefined, accessToken)).status, 200, path);
  }
  const asked = await graphql('system', 'query { users { id } }', accessToken);
  assert.equal(asked.status, 403, asked.text);
  assert.equal((await request('PATCH', '/users/me', { title: 'x' }, accessToken)).status, 403);
  assert.equal((await request('GET', '/users/me?fields=id', undefined, accessToken)).status, 200);
  assert.equal((await directus.refresh(refreshToken)).status, 200);
  assert.equal((await users()).status, 200, 'a static token');
  await enrol(directus, user);
  const again = await login(user.email, user.password).catch(() => undefined);
  assert.equal(again, undefined);
  await directus.restart();
});

test('without being required, administrators go on as ever', async () => {
  const { accessToken } = await directus.login(directus.adminEmail, directus.adminPassword);
  const answer = await directus.admin.request('GET', '/users?fields=id', undefined, accessToken);
  assert.equal(answer.status, 200);
});
