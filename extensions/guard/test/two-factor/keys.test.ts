/**
 * Secrets of second factors and the key they are sealed with, over five starts of one Directus, each with other keys: what
 * a start does to what it finds is looked at by the next.
 */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { auditPaths, serviceClientPaths, twoFactorPaths } from '@genie-helper/guard-protocol';
import knex, { type Knex } from 'knex';
import type { TestUser } from '../../../../test/support/directus-client.ts';
import { codeOf } from '../../../../test/support/one-time-code.ts';
import { type LoggedDirectus, startLoggedDirectus } from '../support/guarded-directus.ts';
import { begin, dump, enrol, enrolled, logIn, outcomeOf } from '../support/two-factor.ts';

type Enrolled = Awaited<ReturnType<typeof enrolled>>;

const plainSecret = 'JBSWY3DPEHPK3PXP';
const otherKey = `string:${randomBytes(32).toString('base64')}`;
let directus: LoggedDirectus;
let db: Knex;
/** Whom Directus kept in the clear, until a code or a start. */
let atCode: TestUser & { code: string };
let atStart: TestUser;
let unsealed: TestUser & { code: string };
/** Whose factor is sealed with the key of now, and with the other. */
let owner: Enrolled;
let ownerOfOther: Enrolled;
/** Whose row is gone. */
let gone: Enrolled;

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

describe('with a key', () => {
  test('a secret that Directus kept in the clear is sealed with its next code', async () => {
    atStart = await directus.admin.createUser({ tfa_secret: plainSecret });
    const user = await directus.admin.createUser({ tfa_secret: plainSecret });
    atCode = { ...user, code: codeOf(plainSecret) };
    assert.equal(outcomeOf(await logIn(directus, atCode, atCode.code)), 'ok');
    const [left, ...others] = await db('directus_users').where({ tfa_secret: plainSecret });
    assert.deepEqual([left?.id, others], [atStart.id, []]);
    assert.deepEqual(await health(), { canSeal: true, on: 2, unopenable: 0, plain: 1 });
    assert.equal(outcomeOf(await logIn(directus, atCode, atCode.code)), 'INVALID_OTP');
  });

  test('a factor whose row is gone lets nobody in', async () => {
    gone = await enrolled(directus);
    await db('genie_second_factors').where({ user: gone.id }).delete();
    const row = await db('directus_users').where({ id: gone.id }).first('tfa_secret');
    const codes = [codeOf(gone.secret), codeOf(String(row?.tfa_secret)), gone.recoveryCodes[0]];
    for (const otp of codes) assert.equal((await logIn(directus, gone, otp)).status, 503);
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

  test('without being required, administrators go on as ever', async () => {
    const { accessToken } = await directus.login(directus.adminEmail, directus.adminPassword);
    const answer = await directus.admin.request('GET', '/users?fields=id', undefined, accessToken);
    assert.equal(answer.status, 200);
  });
});

/** Restarts it with what opens no secret of the owner, and looks at what that means. */
function testOutage(name: string, GUARD_KEY: string): void {
  const canSeal = GUARD_KEY !== '';
  let linesBefore = 0;

  before(async () => {
    linesBefore = directus.lines.length;
    await directus.restart({ GUARD_KEY });
  });

  test(name, async () => {
    const other = await directus.admin.createUser();
    for (const otp of [codeOf(owner.secret), owner.recoveryCodes[0], '000000']) {
      const answer = await logIn(directus, owner, otp);
      assert.equal(answer.status, 503, answer.text);
      assert.doesNotMatch(answer.text, /GUARD_KEY/);
    }
    assert.equal(outcomeOf(await logIn(directus, owner)), 'INVALID_OTP');
    assert.equal(outcomeOf(await logIn(directus, other)), 'ok');
    const found = (await health()) as Record<string, unknown>;
    assert.deepEqual([Number(found.unopenable) > 0, found.canSeal], [true, canSeal]);
    if (!canSeal) assert.deepEqual(await begin(directus, other), { verdict: 'unavailable' });
    const lines = directus.lines.slice(linesBefore);
    assert.ok(lines.some((line) => line.includes(`user ${owner.id} can't be opened`)));
  });
}

describe('started with another key', () => {
  before(async () => {
    owner = await enrolled(directus);
  });

  testOutage('its owners meet an outage, and others notice nothing', otherKey);

  test('a secret that Directus kept in the clear was sealed by the start', async () => {
    // Of the five, the other key sealed this one alone.
    assert.deepEqual(await health(), { canSeal: true, on: 5, unopenable: 4, plain: 0 });
    assert.ok(!(await dump(db)).includes(plainSecret));
    assert.equal(outcomeOf(await logIn(directus, atStart)), 'INVALID_OTP');
    const code = codeOf(plainSecret);
    assert.equal(outcomeOf(await logIn(directus, atStart, code)), 'ok');
    assert.equal(outcomeOf(await logIn(directus, atStart, code)), 'INVALID_OTP');
  });
});

describe('started without any key', () => {
  before(async () => {
    ownerOfOther = await enrolled(directus);
  });

  testOutage('its owners meet an outage, and others notice nothing', '');

  test('a secret in the clear goes on, and its code counts once as well', async () => {
    const user = await directus.admin.createUser({ tfa_secret: plainSecret });
    // One and the same, however long a start takes.
    unsealed = { ...user, code: codeOf(plainSecret) };
    assert.equal(outcomeOf(await logIn(directus, unsealed, unsealed.code)), 'ok');
    assert.equal(outcomeOf(await logIn(directus, unsealed, unsealed.code)), 'INVALID_OTP');
  });
});

describe('started with its key again, and the other as the former one', () => {
  const stepsUsed = () =>
    db('genie_second_factors')
      .whereIn('user', [atCode.id, atStart.id, unsealed.id])
      .orderBy('user')
      .pluck('last_step');
  let stepsBefore: number[];

  before(async () => {
    stepsBefore = await stepsUsed();
    await directus.restart({ GUARD_KEY_PREVIOUS: otherKey });
  });

  test('its owners get in again', async () => {
    assert.equal(outcomeOf(await logIn(directus, owner, owner.recoveryCodes[0])), 'ok');
  });

  test('a code used before a start, sealed or in the clear, stays used', async () => {
    // The codes of the first two may be over by now.
    assert.deepEqual(await stepsUsed(), stepsBefore);
    assert.ok(stepsBefore.length === 3 && stepsBefore.every((step) => step > 0));
    assert.equal(outcomeOf(await logIn(directus, atCode, atCode.code)), 'INVALID_OTP');
    assert.equal(outcomeOf(await logIn(directus, unsealed, unsealed.code)), 'INVALID_OTP');
    assert.equal(outcomeOf(await logIn(directus, unsealed, codeOf(plainSecret, 1))), 'ok');
    assert.ok(!(await dump(db)).includes(plainSecret));
  });

  test('a factor whose row is gone still lets nobody in', async () => {
    assert.equal((await logIn(directus, gone, codeOf(gone.secret))).status, 503);
  });
});

describe('started with its key alone, and a second factor required', () => {
  before(() => directus.restart({ REQUIRE_ADMIN_TWO_FACTOR: 'true' }));

  test('the former key can go: the start before sealed all of it anew', async () => {
    const answer = await logIn(directus, ownerOfOther, codeOf(ownerOfOther.secret));
    assert.equal(outcomeOf(answer), 'ok');
  });

  test('where it is required, an administrator without one can only sign in and set one up', async () => {
    const { request, graphql, login, createUser } = directus.admin;
    const roles = await request('GET', '/roles?filter[name][_eq]=Administrator');
    const [{ id: role }] = roles.data as [{ id: string }];
    const user = await createUser({ role });
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
  });

  test('who one is leads an administrator without one to nobody else', async () => {
    const { request, login, createUser } = directus.admin;
    const roles = await request('GET', '/roles?filter[name][_eq]=Administrator');
    const [{ id: role }] = roles.data as [{ id: string }];
    const user = await createUser({ role });
    const { accessToken } = await login(user.email, user.password);
    const read = (query: string) => request('GET', `/users/me?${query}`, undefined, accessToken);
    for (const query of [
      'fields=role.users.email',
      'fields[]=id&fields[]=role.users.email',
      'fields=*.*.*',
      'fields=role.users',
      'fields=role.*',
      'alias[mine]=role&fields=mine.users.email',
      'filter[role][users][email][_starts_with]=a',
      'fields=role.id&deep[role][_filter][users][email][_starts_with]=a',
    ]) {
      const answer = await read(query);
      assert.equal(answer.status, 403, `${query}: ${answer.text}`);
    }
    for (const query of [
      '',
      'fields=*',
      'fields=id,email,role.id,role.name',
      'fields=tfa_secret',
    ]) {
      const answer = await read(query);
      assert.equal(answer.status, 200, `${query}: ${answer.text}`);
    }
  });

  test('no route of the guards is open to an administrator without one', async () => {
    const { request, login, createUser } = directus.admin;
    const roles = await request('GET', '/roles?filter[name][_eq]=Administrator');
    const [{ id: role }] = roles.data as [{ id: string }];
    const user = await createUser({ role });
    const { accessToken } = await login(user.email, user.password);
    for (const path of [
      ...[auditPaths.head, auditPaths.entries, auditPaths.checkpoints],
      ...[serviceClientPaths.list, twoFactorPaths.health, '/genie/session-counts'],
    ]) {
      const body = { userIds: [], from: 0, limit: 1 };
      const answer = await request('POST', path, body, accessToken);
      assert.equal(answer.status, 403, `${path}: ${answer.text}`);
      assert.match(answer.text, /need a second factor/);
    }
  });
});
