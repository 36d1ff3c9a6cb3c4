import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { applyDesiredState } from '../../directus/src/index.ts';
import { introspectionSecret } from '../../extensions/guard/test/support/introspection-secret.ts';
import {
  type PostgresPair,
  startPostgresPair,
  whyNoPostgres,
} from '../../extensions/guard/test/support/postgres.ts';
import { testAdmin, testRelease } from '../support/directus-settings.ts';
import { startTestApi, type TestApi } from '../support/start-api.ts';
import { newVaultKey } from '../support/system.ts';

const skip = whyNoPostgres() ?? false;
const sharedSecret = { current: 'test-only-shared-secret-0c9d8e7f6a5b', previous: undefined };
const asServer = { 'x-rbac-sync-secret': sharedSecret.current };

describe('two APIs, each on its own Directus, on one PostgreSQL', { skip }, () => {
  let pair: PostgresPair;
  let apis: [TestApi, TestApi];
  let headers: Record<string, string>;

  before(async () => {
    pair = await startPostgresPair();
    const vaultKeys = { current: newVaultKey(), previous: [] };
    const options = {
      adminToken: testAdmin.token,
      sharedSecret,
      vaultKeys,
      // Without it an API asks Directus as its user, which Directus 12 allows with a licence alone.
      ...(testRelease === '12' && { introspectionSecret }),
    };
    apis = [
      await startTestApi({ ...options, directusUrl: pair.one.url }),
      await startTestApi({ ...options, directusUrl: pair.two.url }),
    ];
    const user = await pair.one.admin.createUser();
    const { accessToken } = await pair.one.admin.login(user.email, user.password);
    headers = { authorization: `Bearer ${accessToken}` };
  });
  after(async () => {
    for (const api of apis ?? []) await api.stop();
    await pair?.stop();
  });

  const atOnce = (count: number, operation: string, body: (n: number) => object, as: object) =>
    Promise.all(
      Array.from({ length: count }, (_, n) =>
        apis[n % 2 === 0 ? 0 : 1].request('POST', `/api/credentials/${operation}`, {
          body: body(n),
          headers: { ...as },
        }),
      ),
    );

  test('make one profile once, and lose no store in silence', async () => {
    const profile = { platform: 'x', platform_username: 'mia' };
    const made = await atOnce(
      10,
      'create-profile',
      (n) => ({ ...profile, credentials: { n } }),
      headers,
    );
    for (const { status, text } of made) assert.equal(status, 200, text);
    const ids = new Set(made.map(({ body }) => body.id));
    assert.equal(ids.size, 1);
    assert.equal(made.filter(({ body }) => body.updated === false).length, 1);

    const [creatorProfileId] = ids;
    const body = (n: number) => ({ creatorProfileId, credentials: { n } });
    const stores = await atOnce(20, 'store', body, asServer);
    const versions = new Map<number, number>();
    for (const [n, { status, body }] of stores.entries()) {
      assert.ok(status === 200 || status === 409, String(status));
      if (status === 200) versions.set(Number(body.credentialsVersion), n);
    }
    const stored = stores.filter(({ status }) => status === 200).length;
    assert.equal(versions.size, stored, 'no version was given twice');
    assert.ok(stored > 0);
    const newest = Math.max(...versions.keys());
    assert.equal(newest, 10 + stored);
    const [revealed] = await atOnce(1, 'reveal', () => ({ creatorProfileId }), asServer);
    assert.deepEqual(revealed?.body.credentials, { n: versions.get(newest) });
    const [row] = await pair.db('platform_connections').where({ id: creatorProfileId });
    assert.equal(row.seal_count, newest);
  });

  test('find the desired state as it is, but for what this test set up itself', async () => {
    const { changes } = await applyDesiredState({ url: pair.one.url, adminToken: testAdmin.token });
    const own = ['read on guard_notes'];
    // What the guard's tests let people do at Directus 12, where they may nothing by our state.
    if (testRelease === '12') own.push('read on directus_users', 'update on directus_users');
    assert.deepEqual(
      changes.toSorted(),
      own.map((what) => `Took from the policy Pro: ${what}.`).toSorted(),
    );
  });

  test('keep exactly one of 50 download credentials at once where 199 are there', async () => {
    const user = await pair.one.admin.createUser();
    const { accessToken } = await pair.one.admin.login(user.email, user.password);
    const at = new Date().toISOString();
    const rows = Array.from({ length: 199 }, () => ({
      id: randomUUID(),
      user: user.id,
      label: 'a',
      type: 'password',
      encrypted_credentials: 'x',
      credentials_version: 1,
      seal_count: 1,
      credentials_updated_at: at,
      date_created: at,
    }));
    await pair.db('download_credentials').insert(rows);
    const login = { label: 'a', type: 'password', username: 'u', password: 'p' };
    const as = { authorization: `Bearer ${accessToken}` };
    const answers = await atOnce(50, 'download-creds', () => login, as);
    const statuses = answers.map(({ status }) => status).toSorted();
    assert.deepEqual(statuses, [201, ...Array<number>(49).fill(409)]);
    const kept = await pair.db('download_credentials').where({ user: user.id });
    assert.equal(kept.length, 200);
  });

  test('remove a profile with its session, and keep its log', async () => {
    const profile = { platform: 'reddit', credentials: {} };
    const [made] = await atOnce(1, 'create-profile', () => profile, headers);
    const creatorProfileId = made?.body.id;
    const cookies = [{ domain: 'reddit.com', name: 'a', value: 'b' }];
    const session = () => ({ creatorProfileId, cookies, expiresAt: '2099-01-01T00:00:00Z' });
    const kept = await atOnce(6, 'platform-session', session, headers);
    for (const { status, text } of kept) assert.equal(status, 201, text);
    const ask = () => ({ creatorProfileId });
    const [read] = await atOnce(1, 'get-platform-session', ask, asServer);
    assert.equal(read?.body.expiresAt, '2099-01-01T00:00:00.000Z', read?.text);
    const path = `/api/credentials/${creatorProfileId}`;
    assert.equal((await apis[1].request('DELETE', path, { headers })).status, 204);
    assert.deepEqual(await pair.db('platform_sessions').select('id'), []);
    const entries = await pair.db('credential_access_log').where({ connection: creatorProfileId });
    assert.deepEqual(entries.map(({ action }) => action).toSorted(), [
      'create',
      'delete',
      'read_session',
      ...Array<string>(6).fill('store_session'),
    ]);
  });

  test('lose no store of a record that was put back from a backup', async () => {
    const profile = { platform: 'x', platform_username: 'put-back', credentials: { n: -1 } };
    const made = await atOnce(1, 'create-profile', () => profile, headers);
    const creatorProfileId = String(made[0]?.body.id);
    const store = (count: number) =>
      atOnce(count, 'store', (n) => ({ creatorProfileId, credentials: { n } }), asServer);
    const rows = pair.db('platform_connections').where({ id: creatorProfileId });
    const backup = await rows.clone().first();
    await store(3);
    await rows.clone().update(backup);
    const stored = await store(6);
    for (const { status, text } of stored) assert.equal(status, 200, text);
    const versions = stored.map(({ body }) => Number(body.credentialsVersion));
    assert.deepEqual(versions.toSorted(), [2, 3, 4, 5, 6, 7]);
    assert.equal((await rows.clone().first()).seal_count, 10);
  });
});
