import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { deletionRegretMs, leavingPaths } from '@genie-helper/guard-protocol';
import type { Knex } from 'knex';
import { field, type TestUser } from '../../../../test/support/directus-client.ts';
import { askGuard, issue, newPassword, redeem } from '../support/account-links.ts';
import { makeTraces, upload } from '../support/account-traces.ts';
import { type DirectusPair, startPair } from '../support/directus-pair.ts';
import { acceptingEndpoints } from '../support/endpoints.ts';
import { beginDeletion, eraseDue, findTraces, passTime } from '../support/leaving.ts';
import { testedDatabase } from '../support/postgres.ts';
import { logIn } from '../support/revocation-events.ts';

const dayMs = 86_400_000;
const { client, skip } = testedDatabase();

describe(`an account that its owner deletes (${client})`, { skip }, () => {
  let pair: DirectusPair;
  let db: Knex;

  before(async () => {
    pair = await startPair(client, {});
    ({ db } = pair);
  });
  after(() => pair?.stop());

  const user = (fields?: Record<string, unknown>) => pair.one.admin.createUser(fields);
  const logsIn = async ({ email }: TestUser, password: string) =>
    (await pair.two.admin.request('POST', '/auth/login', { email, password }, null)).status === 200;
  const rowOf = (id: string) => db('directus_users').where({ id }).first();
  const deletionOf = (id: string) => db('genie_deletions').where({ user: id }).first();
  const restoreLink = (id: string) => issue(pair.two, { userId: id, purpose: 'account-restore' });

  test('opens nothing from the next request on: no token, no static token, no login, no link', async () => {
    const leaver = await user();
    const token = `static-${leaver.id}`;
    await pair.one.admin.request('PATCH', `/users/${leaver.id}`, { token });
    const device = await logIn(pair.two, leaver, 'json');
    const earlier = await issue(pair.one, { userId: leaver.id });
    const answer = await beginDeletion(pair.one, leaver);
    assert.ok(answer.verdict === 'begun');
    const in7Days = answer.deletesAt - Date.now() - deletionRegretMs;
    assert.ok(Math.abs(in7Days) < 60_000, `${in7Days} ms off`);
    for (const directus of [pair.one, pair.two]) {
      assert.deepEqual(await acceptingEndpoints(directus, device.accessToken), []);
      const { status } = await directus.admin.request('GET', '/users/me', undefined, token);
      assert.equal(status, 401);
    }
    assert.equal((await pair.two.refresh(device.refreshToken)).status, 401);
    assert.equal(await logsIn(leaver, leaver.password), false);
    assert.equal((await redeem(pair.two, earlier.token)).verdict, 'refused');
    for (const purpose of ['password-reset', 'email-verify'] as const) {
      const { answer: asked } = await issue(pair.two, { email: leaver.email, purpose });
      assert.deepEqual(asked, { issued: false, reason: 'no_account' });
    }
    const again = { email: leaver.email, password: 'another-password-8K' };
    assert.equal((await pair.one.admin.request('POST', '/users', again)).status, 400);
  });

  test('is as it was after its link, on the sixth day; the link works once', async () => {
    const leaver = await user({ first_name: 'Mia', subscription_tier: 'pro' });
    const was = await rowOf(leaver.id);
    await beginDeletion(pair.one, leaver);
    await passTime(db, leaver.id, 6 * dayMs);
    const { token } = await restoreLink(leaver.id);
    assert.deepEqual(await eraseDue(pair.one), []);
    assert.equal(
      (await redeem(pair.two, token, { purpose: 'account-restore' })).verdict,
      'redeemed',
    );
    const { last_access: _1, ...now } = await rowOf(leaver.id);
    const { last_access: _2, ...before } = was;
    assert.deepEqual(now, before);
    assert.equal(await deletionOf(leaver.id), undefined);
    assert.equal(await logsIn(leaver, leaver.password), true);
    const second = await redeem(pair.one, token, { purpose: 'account-restore' });
    assert.deepEqual(second, { verdict: 'refused', reason: 'used' });
  });

  test('has a link that lives until the day of its erasure, and no longer', async () => {
    const leaver = await user();
    await beginDeletion(pair.one, leaver);
    const { token } = await restoreLink(leaver.id);
    await passTime(db, leaver.id, deletionRegretMs);
    const late = await redeem(pair.one, token, { purpose: 'account-restore' });
    assert.deepEqual(late, { verdict: 'refused', reason: 'expired' });
  });

  test('"this wasn\'t me" brings it back as well, and ends the password', async () => {
    const leaver = await user({ email_verified_at: new Date().toISOString() });
    await beginDeletion(pair.one, leaver);
    const { token } = await issue(pair.two, { userId: leaver.id, purpose: 'not-me' });
    await passTime(db, leaver.id, 6 * dayMs);
    assert.equal((await redeem(pair.two, token, { purpose: 'not-me' })).verdict, 'redeemed');
    assert.equal(await deletionOf(leaver.id), undefined);
    assert.equal(await logsIn(leaver, leaver.password), false);
    const reset = await issue(pair.one, { userId: leaver.id });
    assert.equal((await redeem(pair.one, reset.token)).verdict, 'redeemed');
    assert.equal(await logsIn(leaver, newPassword), true);
  });

  test('an account that nobody deleted has no link that restores it', async () => {
    for (const fields of [{}, { status: 'archived' }, { status: 'suspended' }]) {
      const { answer } = await restoreLink((await user(fields)).id);
      assert.deepEqual(answer, { issued: false, reason: 'no_account' });
    }
  });

  test('a proof that has ended deletes nothing', async () => {
    const owner = await user();
    const { accessToken: proof } = await logIn(pair.one, owner, 'session');
    await pair.one.admin.request('POST', '/genie/sign-out', { userId: owner.id });
    const { data } = await askGuard(pair.one, leavingPaths.begin, { proof });
    assert.deepEqual(data, { verdict: 'refused' });
    assert.equal((await rowOf(owner.id)).status, 'active');
  });

  test('is not erased once an administrator has made it active', async () => {
    await eraseDue(pair.one);
    const leaver = await user();
    await beginDeletion(pair.one, leaver);
    await passTime(db, leaver.id, 8 * dayMs);
    await pair.two.admin.request('PATCH', `/users/${leaver.id}`, { status: 'active' });
    assert.deepEqual(await eraseDue(pair.one), []);
    assert.equal((await rowOf(leaver.id)).status, 'active');
  });

  test('after its time no column of any table holds its id or its address', async () => {
    const leaver = await user({ first_name: 'Mia' });
    const other = await user();
    await makeTraces(pair, leaver, other);
    const before = await findTraces(db, [leaver.id, leaver.email]);
    assert.ok(before.length > 15, before.join(' '));
    await beginDeletion(pair.one, leaver);
    await passTime(db, leaver.id, deletionRegretMs);
    assert.deepEqual(await eraseDue(pair.two), [leaver.id]);
    assert.deepEqual(await findTraces(db, [leaver.id, leaver.email]), []);
    const entries = await db('credential_access_log').where({ request_id: 'by-the-server' });
    assert.equal(entries.length, 1, "the server's entry stays");
    const [own] = await db('credential_access_log').where({ action: 'create' });
    assert.equal(own.address, 'erased');
    assert.match(own.principal_id, /^[0-9a-f-]{36}$/);
    assert.ok(await rowOf(other.id), 'others stay');
  });

  test('its files go with their bytes; an administrator leaves what the installation needs', async () => {
    const folder = join(pair.dataDir, 'uploads');
    const [leaver, admin] = [await user(), await administrator()];
    const files = [await upload(pair, leaver), await upload(pair, admin)];
    for (const file of files) assert.ok(existsSync(join(folder, file.name)));
    await db('directus_files').where({ id: files[0]?.id }).update({ uploaded_by: leaver.id });
    await db('directus_files').where({ id: files[1]?.id }).update({ uploaded_by: admin.id });
    for (const one of [leaver, admin]) {
      assert.equal((await beginDeletion(pair.one, one)).verdict, 'begun');
      await passTime(db, one.id, deletionRegretMs);
    }
    assert.equal((await eraseDue(pair.one)).length, 2);
    const names = await readdir(folder);
    assert.equal(names.includes(files[0]?.name ?? ''), false);
    assert.equal(names.includes(files[1]?.name ?? ''), true);
    assert.deepEqual(await findTraces(db, [leaver.id, admin.id]), []);
  });

  test('of many who claim at one moment each account goes to one, and none is left', async () => {
    const leavers = await Promise.all(Array.from({ length: 6 }, () => user()));
    for (const one of leavers) {
      await beginDeletion(pair.one, one);
      await passTime(db, one.id, deletionRegretMs);
    }
    const claims = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        askGuard(index % 2 === 0 ? pair.one : pair.two, leavingPaths.claim, {}),
      ),
    );
    const ids = claims.flatMap(({ data }) => field(field(data, 'erasure'), 'userId') ?? []);
    assert.deepEqual(ids.toSorted(), leavers.map(({ id }) => id).toSorted());
  });

  test('a claim that has run out goes to another, and erases nothing any more', async () => {
    await db('genie_deletions').delete();
    const leaver = await user();
    await beginDeletion(pair.one, leaver);
    await passTime(db, leaver.id, deletionRegretMs);
    const first = field((await askGuard(pair.one, leavingPaths.claim, {})).data, 'erasure');
    assert.deepEqual(await eraseDue(pair.two), []);
    await db('genie_deletions').where({ user: leaver.id }).update({ claimed_until: 0 });
    const second = field((await askGuard(pair.two, leavingPaths.claim, {})).data, 'erasure');
    const erase = async (erasure: unknown) => {
      const body = { userId: leaver.id, claim: field(erasure, 'claim') };
      return (await askGuard(pair.one, leavingPaths.erase, body)).data;
    };
    assert.deepEqual(await erase(first), { verdict: 'gone' });
    assert.deepEqual(await erase(second), { verdict: 'erased' });
    assert.deepEqual(await erase(second), { verdict: 'gone' });
  });

  test('there is no way back once its erasure has begun', async () => {
    const leaver = await user();
    await beginDeletion(pair.one, leaver);
    const { token } = await restoreLink(leaver.id);
    await db('genie_deletions').where({ user: leaver.id }).update({ state: 'erasing' });
    const late = await redeem(pair.one, token, { purpose: 'account-restore' });
    assert.deepEqual(late, { verdict: 'refused', reason: 'inactive' });
  });

  test('the last administrator who can sign in stays, also of two who leave at one moment', async () => {
    const admins = [await administrator(), await administrator()];
    // All others are services or gone, whatever tests before this one made.
    const others = await db('directus_users')
      .whereNotIn(
        'id',
        admins.map(({ id }) => id),
      )
      .whereNotNull('password')
      .select('id', 'password');
    await db('directus_users')
      .whereIn(
        'id',
        others.map(({ id }) => id),
      )
      .update({ password: null });
    try {
      const answers = await Promise.all(
        admins.map((admin, index) => beginDeletion(index === 0 ? pair.one : pair.two, admin)),
      );
      const verdicts = answers.map(({ verdict }) => verdict).sort();
      assert.deepEqual(verdicts, ['begun', 'last_administrator']);
    } finally {
      for (const { id, password } of others) {
        await db('directus_users').where({ id }).update({ password });
      }
    }
  });

  test('the status tells how many wait and how long the oldest is overdue', async () => {
    await db('genie_deletions').delete();
    const [one, two] = [await user(), await user()];
    for (const leaver of [one, two]) await beginDeletion(pair.one, leaver);
    await passTime(db, one.id, deletionRegretMs + dayMs);
    const { data } = await pair.two.admin.request('POST', leavingPaths.status, {});
    const status = data as Record<string, number>;
    assert.deepEqual([status.waiting, status.overdue], [2, 1]);
    assert.ok(Math.abs(Number(status.oldestOverdueMs) - dayMs) < 60_000);
    const asUser = await logIn(pair.one, await user(), 'json');
    const refused = await pair.one.admin.request(
      'POST',
      leavingPaths.status,
      {},
      asUser.accessToken,
    );
    assert.equal(refused.status, 401);
  });

  async function administrator(): Promise<TestUser> {
    const role = await db('directus_roles').where({ name: 'Administrator' }).first('id');
    return await user({ role: role.id });
  }
});
