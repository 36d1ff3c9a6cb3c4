import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { verifyChain } from '@genie-helper/audit-chain';
import { deletionRegretMs, twoFactorPaths } from '@genie-helper/guard-protocol';
import { field } from '../../../../test/support/directus-client.ts';
import { until } from '../../../../test/support/until.ts';
import { askGuard, issue, newToken, redeem } from '../support/account-links.ts';
import type { Caller } from '../support/caller.ts';
import { type DirectusPair, startPair } from '../support/directus-pair.ts';
import { introspectionSecret } from '../support/introspection-secret.ts';
import { beginDeletion, eraseDue, passTime } from '../support/leaving.ts';
import { logIn } from '../support/log-in.ts';
import { testedDatabase } from '../support/postgres.ts';

const { client, skip } = testedDatabase();

type AccessRow = Record<string, string>;

describe(`acts of an account's owner in the access log (${client})`, { skip }, () => {
  let pair: DirectusPair;

  before(async () => {
    pair = await startPair(client, { LOGIN_LIMIT_WINDOW_SECONDS: '2' });
  });
  after(() => pair?.stop());

  const rowsOf = (item: string) => pair.db('credential_access_log').where({ item }).orderBy('seq');
  const actsOf = async (userId: string) => {
    const rows = await rowsOf(userId);
    return rows.map(({ area, action, outcome, detail, principal_id, collection }) => {
      assert.equal(principal_id, userId);
      assert.deepEqual([area, outcome, collection], ['account', 'done', 'directus_users']);
      return detail === null ? action : `${action} ${detail}`;
    });
  };

  test('a link that was used is there once, with what it was for', async () => {
    const owner = await pair.one.admin.createUser();
    const { token } = await issue(pair.one, { userId: owner.id });
    assert.deepEqual(await actsOf(owner.id), []);
    const answers = await Promise.all([
      redeem(pair.one, token),
      redeem(pair.two, token),
      redeem(pair.one, newToken()),
    ]);
    assert.equal(answers.filter(({ verdict }) => verdict === 'redeemed').length, 1);
    assert.deepEqual(await actsOf(owner.id), ['use_link password-reset']);
  });

  test('the end of an account is there as soon as it has ended', async () => {
    const owner = await pair.one.admin.createUser();
    await beginDeletion(pair.one, owner);
    assert.deepEqual(await actsOf(owner.id), ['sign_in', 'begin_deletion']);
  });

  test('a second factor that was not there is not told as taken off', async () => {
    const owner = await pair.one.admin.createUser();
    const { accessToken: proof } = await logIn(pair.one, owner, 'session');
    const { data } = await askGuard(pair.one, twoFactorPaths.remove, { proof });
    assert.deepEqual(data, { verdict: 'removed' });
    assert.deepEqual(await actsOf(owner.id), ['sign_in']);
  });

  const tryToSignIn = (email: string, password: string, { admin }: Caller = pair.one) =>
    admin.request('POST', '/auth/login', { email, password }, null);
  const said = ({ area, action, outcome, principal_kind, principal_id, detail }: AccessRow) =>
    [area, action, outcome, principal_kind, principal_id, detail].join(' ');

  test('a sign-in is there before its tokens leave, a refused one before its answer', async () => {
    const { id, email, password } = await pair.one.admin.createUser();
    assert.equal((await tryToSignIn(email, 'another password')).status, 401);
    assert.deepEqual((await rowsOf(id)).map(said), [
      `account sign_in refused unproven ${id} wrong_credentials`,
    ]);
    assert.equal((await tryToSignIn(email, password, pair.two)).status, 200);
    const [, done] = await rowsOf(id);
    assert.equal(said(done), `account sign_in done user ${id} `);
    assert.match(done.address, /127\.0\.0\.1|::1/);
  });

  test('a sign-in whose entry cannot be written gives no tokens and leaves no session', async () => {
    const { id, email, password } = await pair.one.admin.createUser();
    await pair.db('genie_audit_chain').update({ id: 2 });
    try {
      assert.ok((await tryToSignIn(email, password)).status >= 500);
    } finally {
      await pair.db('genie_audit_chain').update({ id: 1 });
    }
    assert.deepEqual(await pair.db('directus_sessions').where({ user: id }), []);
    assert.equal((await tryToSignIn(email, password)).status, 200);
  });

  test('many refusals of one account are few entries, which say how many they were', async () => {
    const { id, email } = await pair.one.admin.createUser();
    const attempts = Array.from({ length: 9 }, () => tryToSignIn(email, 'another password'));
    assert.ok((await Promise.all(attempts)).every(({ status }) => status === 401));
    const told = async () => (await rowsOf(id)).map(({ detail }) => String(detail));
    const counts = async () => (await told()).map((detail) => Number(detail.split(' +')[1] ?? 1));
    await until(async () => (await counts()).reduce((all, count) => all + count, 0) === 9);
    // Two, unless the attempts take longer than what is gathered into one.
    const [first, ...others] = await told();
    assert.equal(first, 'wrong_credentials');
    assert.ok(others.every((detail) => /^wrong_credentials( \+\d)?$/.test(detail)));
    assert.ok(others.length >= 1 && others.length < 8, others.join());
  });

  test('what was typed for the address of nobody is not kept', async () => {
    const typed = `my-password-${randomUUID()}`;
    assert.equal((await tryToSignIn(`${typed}@example.com`, typed)).status, 401);
    const rows = await pair.db('credential_access_log');
    assert.ok(!JSON.stringify(rows).includes(typed));
    assert.ok(rows.some(({ item, outcome }) => item === 'unknown' && outcome === 'refused'));
  });

  const adminId = async () => {
    const { data } = await pair.one.admin.request('GET', '/users/me?fields=id');
    return String(field(data, 'id'));
  };

  test('what administrators do with an account is there with who did it', async () => {
    const by = await adminId();
    const { id } = await pair.one.admin.createUser();
    const { admin } = pair.two;
    await admin.request('PATCH', `/users/${id}`, { status: 'suspended', first_name: 'Other' });
    await admin.request('PATCH', '/users', {
      ...{ keys: [id], data: { status: 'active', subscription_tier: 'starter' } },
    });
    await admin.request('PATCH', `/users/${id}`, { password: 'another-password-3K', role: null });
    await admin.request('POST', '/genie/sign-out', { userId: id });
    await admin.request('PATCH', `/users/${id}`, { first_name: 'Nothing to tell' });
    await admin.graphql('system', `mutation { delete_users_item(id: "${id}") { id } }`);
    const acts = (await rowsOf(id)).map(said);
    assert.deepEqual(
      acts,
      [
        'update_user done user <by> status=suspended',
        'update_user done user <by> status=active subscription_tier=starter',
        'update_user done user <by> role=null password',
        'sign_out_user done user <by> logins=0',
        'delete_user done user <by> ',
      ].map((act) => `admin ${act.replace('<by>', by)}`),
    );
  });

  test('an act is there whichever of its services Directus does it by', async () => {
    const by = await adminId();
    const { admin } = pair.one;
    const { id } = await admin.createUser();
    await admin.request('PATCH', `/users/${id}`, { status: 'suspended' });
    const { data } = await admin.request(
      'GET',
      `/revisions?filter[item][_eq]=${id}&filter[collection][_eq]=directus_users&sort=id`,
    );
    const first = Array.isArray(data) ? String(field(data[0], 'id')) : '';
    const reverted = await admin.request('POST', `/utils/revert/${first}`);
    assert.equal(reverted.status, 204, reverted.text);
    await pair.db('directus_users').where({ id }).update({ tfa_secret: 'JBSWY3DPEHPK3PXP' });
    const off = await admin.request('POST', `/users/${id}/tfa/disable`);
    assert.equal(off.status, 204, off.text);
    const [suspended, back, ...others] = (await rowsOf(id)).map(said);
    assert.equal(suspended, `admin update_user done user ${by} status=suspended`);
    assert.match(String(back), new RegExp(`^admin update_user done user ${by} status=active `));
    assert.deepEqual(others, [`admin update_user done user ${by} tfa_secret`]);
  });

  /** A flow with one operation, while `work` goes on. */
  async function withFlow(
    flow: Record<string, unknown>,
    operation: Record<string, unknown>,
    work: (flowId: string) => Promise<unknown>,
  ): Promise<void> {
    const { admin } = pair.one;
    const made = await admin.request('POST', '/flows', { name: 'f', status: 'active', ...flow });
    const id = String(field(made.data, 'id'));
    const place = { flow: id, key: 'first', position_x: 1, position_y: 1 };
    const first = await admin.request('POST', '/operations', { ...place, ...operation });
    const linked = { operation: field(first.data, 'id') };
    assert.equal((await admin.request('PATCH', `/flows/${id}`, linked)).status, 200);
    try {
      await work(id);
    } finally {
      await admin.request('DELETE', `/flows/${id}`);
    }
  }

  test('what a flow changes after a change is not told as that change', async () => {
    const { admin } = pair.one;
    const { id } = await admin.createUser();
    const other = await admin.createUser();
    const payload = { first_name: 'By a flow' };
    const options = { collection: 'directus_users', key: [other.id], payload };
    const event = { type: 'action', scope: ['items.update'], collections: ['directus_users'] };
    await withFlow(
      { trigger: 'event', options: event },
      { type: 'item-update', options: { ...options, permissions: '$trigger' } },
      async () => {
        await admin.request('PATCH', `/users/${id}`, { status: 'suspended' });
        const row = () => pair.db('directus_users').where({ id: other.id }).first('first_name');
        await until(async () => (await row()).first_name === 'By a flow');
      },
    );
    assert.deepEqual(await rowsOf(other.id), []);
    assert.equal((await rowsOf(id)).length, 1);
  });

  test('an id in capitals, by which PostgreSQL finds the user, names the same person', {
    skip: client !== 'pg' && 'SQLite finds nobody by it',
  }, async () => {
    const { admin } = pair.one;
    const { id } = await admin.createUser();
    const loud = id.toUpperCase();
    const changes = { status: 'suspended', last_name: 'Reyes' };
    assert.equal((await admin.request('PATCH', `/users/${loud}`, changes)).status, 200);
    assert.equal((await rowsOf(id)).length, 1);
    const kept = ['credential_access_log', 'directus_activity', 'directus_revisions'];
    for (const table of kept)
      assert.deepEqual(await pair.db(table).where({ item: loud }), [], table);
    assert.equal((await admin.request('DELETE', `/users/${loud}`)).status, 204);
    assert.equal((await rowsOf(id)).length, 2);
    for (const table of kept)
      assert.deepEqual(await pair.db(table).where({ item: loud }), [], table);
  });

  test('a change that is refused leaves no entry', async () => {
    const { id } = await pair.one.admin.createUser();
    const other = await pair.one.admin.createUser();
    const { status } = await pair.one.admin.request('PATCH', `/users/${id}`, {
      email: other.email,
      status: 'suspended',
    });
    assert.equal(status, 400);
    assert.deepEqual(await rowsOf(id), []);
  });

  test('another administrator is named by our API alone', async () => {
    const by = await adminId();
    const { id } = await pair.one.admin.createUser();
    const named = randomUUID();
    const acting = { 'x-genie-acting-user': named, 'x-genie-acting-request': 'r-1' };
    const asOurs = { ...acting, 'x-rbac-sync-secret': introspectionSecret };
    for (const headers of [acting, asOurs]) {
      const { request } = pair.one.admin;
      await request('POST', '/genie/sign-out', { userId: id }, undefined, headers);
      await request('PATCH', `/users/${id}`, { status: 'active' }, undefined, headers);
    }
    const who = (await rowsOf(id)).map((row) => [row.principal_id, row.request_id]);
    assert.deepEqual(who, [
      [by, ''],
      [by, ''],
      [named, 'r-1'],
      [named, 'r-1'],
    ]);
  });

  test('each credential that goes with its owner leaves an entry, whoever deletes the owner', async () => {
    const by = await adminId();
    for (const way of ['administrator', 'flow', 'erasure']) {
      const owner = await pair.one.admin.createUser();
      const [connection, download, session] = [randomUUID(), randomUUID(), randomUUID()];
      const sealed = {
        ...{ user: owner.id, encrypted_credentials: 'sealed', credentials_version: 1 },
        ...{ seal_count: 1, credentials_updated_at: new Date(), date_created: new Date() },
      };
      await pair.db('platform_connections').insert({
        ...{ ...sealed, id: connection, platform: 'x', identity: connection },
      });
      await pair.db('download_credentials').insert({
        ...{ ...sealed, id: download, label: 'one', type: 'other' },
      });
      await pair.db('platform_sessions').insert({
        ...{ ...sealed, id: session, connection, captured_at: new Date() },
      });
      if (way === 'flow') {
        const options = { collection: 'directus_users', key: [owner.id], permissions: '$full' };
        await withFlow(
          { trigger: 'webhook', options: { method: 'GET', async: false } },
          { type: 'item-delete', options },
          (flowId) => pair.one.admin.request('GET', `/flows/trigger/${flowId}`),
        );
      } else if (way === 'erasure') {
        await beginDeletion(pair.one, owner);
        await passTime(pair.db, owner.id, deletionRegretMs);
        assert.deepEqual(await eraseDue(pair.two), [owner.id]);
      } else {
        assert.equal((await pair.one.admin.request('DELETE', `/users/${owner.id}`)).status, 204);
      }
      const who = way === 'administrator' ? `user ${by}` : 'server guard';
      for (const item of [connection, download, session]) {
        const rows = await rowsOf(item);
        assert.deepEqual(rows.map(said), [`credentials delete done ${who} owner_deleted`]);
        assert.equal(rows[0].connection, item === download ? null : connection);
      }
      assert.deepEqual(await pair.db('platform_connections').where({ user: owner.id }), []);
    }
  });

  test('a refused sign-in does not lead to the person once the account is erased', async () => {
    const owner = await pair.one.admin.createUser();
    await tryToSignIn(owner.email, 'another password');
    await beginDeletion(pair.one, owner);
    await passTime(pair.db, owner.id, deletionRegretMs);
    await eraseDue(pair.one);
    assert.ok(!JSON.stringify(await pair.db('credential_access_log')).includes(owner.id));
    const last = await pair.db('credential_access_log').where({ action: 'erase' }).orderBy('seq');
    const rows = await rowsOf(last.at(-1).item);
    const refused = rows.find(({ outcome }) => outcome === 'refused');
    assert.deepEqual([refused.address, refused.principal_id], ['erased', refused.item]);
  });

  test('the chain verifies after all of it', async () => {
    const rows = await pair.db('credential_access_log').orderBy('seq');
    const { seq, hash } = await pair.db('genie_audit_chain').first('seq', 'hash');
    const pages = (async function* () {
      yield rows;
    })();
    const { fault } = await verifyChain(pages, { head: { seq: Number(seq), hash } });
    assert.equal(fault, undefined);
  });
});
