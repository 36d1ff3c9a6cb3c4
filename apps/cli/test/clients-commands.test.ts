import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { parseVaultKey } from '@genie-helper/vault';
import { leaseDirectus, testIntrospectionSecret } from '../../../test/support/directus-pool.ts';
import { startTestApi, type TestApi } from '../../../test/support/start-api.ts';
import type { TestDirectus } from '../../../test/support/start-directus.ts';
import { runInProcess } from './support/run-in-process.ts';

const vaultKey = randomBytes(32).toString('base64');
const missing = '00000000-0000-4000-8000-000000000000';

describe('genie clients and a real Directus', () => {
  let directus: TestDirectus;
  let api: TestApi;

  before(async () => {
    directus = await leaseDirectus();
    api = await startTestApi({
      directusUrl: directus.url,
      adminToken: directus.adminToken,
      introspectionSecret: testIntrospectionSecret,
      vaultKeys: { current: parseVaultKey(vaultKey), previous: [] },
    });
  });
  after(async () => {
    await api?.stop();
    await directus?.stop();
  });

  const run = (args: string[], keys: Record<string, string> = {}) =>
    runInProcess([...args, '--dir', '/nonexistent'], {
      variables: {
        DIRECTUS_URL: directus.url,
        DIRECTUS_ADMIN_TOKEN: directus.adminToken,
        CREDENTIALS_ENC_KEY_B64: vaultKey,
        ...keys,
      },
    });
  const clients = (...args: string[]) => run(['clients', ...args]);

  /** 404 where the secret is let in, since there is no such record. */
  const reveal = async (secret: string) => {
    const headers = { 'x-rbac-sync-secret': secret.trim() };
    const body = { creatorProfileId: missing };
    return (await api.request('POST', '/api/credentials/reveal', { headers, body })).status;
  };

  test('makes a server whose secret is shown once, on stdout alone, and works at once', async () => {
    assert.equal((await clients('list')).out, 'There are no service clients.\n');
    const { code, out, err } = await clients('create', 'publisher', '--route', 'reveal');
    assert.equal(code, 0, err);
    assert.match(out, /^gsc_[0-9a-f]{16}_[\w-]{43}\n$/);
    assert.equal(err, 'The secret of publisher, shown this once:\n');
    assert.equal(await reveal(out), 404);
    const listed = await clients('list');
    assert.match(listed.out, /^publisher\n {2}no expiry\n {2}routes: reveal\n {2}platforms: all\n/);
    assert.ok(!listed.out.includes(out.trim()));
  });

  test('gives another secret beside the one of before, or in its place', async () => {
    const first = await clients('create', 'rotated', '--route', 'reveal');
    const beside = await clients('rotate', 'rotated');
    assert.equal(beside.code, 0, beside.err);
    assert.deepEqual([await reveal(first.out), await reveal(beside.out)], [404, 404]);
    const ended = await clients('end', 'rotated', '--previous-secret');
    assert.equal(ended.out, 'Of rotated one secret counts now.\n');
    assert.deepEqual([await reveal(first.out), await reveal(beside.out)], [401, 404]);
    const instead = await clients('rotate', 'rotated', '--at-once');
    assert.deepEqual([await reveal(beside.out), await reveal(instead.out)], [401, 404]);
  });

  test('ends a server for good', async () => {
    const { out } = await clients('create', 'gone', '--route', 'reveal');
    assert.equal((await clients('end', 'gone')).out, 'gone has ended.\n');
    assert.equal(await reveal(out), 401);
    assert.match((await clients('list')).out, /^gone\n {2}ended 20/m);
    for (const args of [
      ['end', 'gone'],
      ['rotate', 'gone'],
    ]) {
      const { code, err } = await clients(...args);
      assert.equal(code, 1);
      assert.match(err, /has ended\. Make a new one/);
    }
    const again = await clients('create', 'gone', '--route', 'reveal');
    assert.match(again.err, /Names are not given twice/);
  });

  test('binds a server to platforms, owners and a day', async () => {
    const user = await directus.admin.createUser();
    const bounds = ['--platform', 'x', '--platform', 'onlyfans', '--owner', user.email];
    const day = ['--expires', '2999-01-31', '--must-sign'];
    const made = await clients('create', 'bound', '--route', 'store', ...bounds, ...day);
    assert.equal(made.code, 0, made.err);
    const { out } = await clients('list');
    const shown = out.slice(out.indexOf('bound\n'));
    assert.match(shown, /until 2999-01-31T00:00:00\.000Z/);
    assert.match(shown, /platforms: x, onlyfans/);
    assert.match(shown, new RegExp(`owners: ${user.id}`));
    assert.match(shown, /secrets: 1, must sign/);
    assert.equal(await reveal(made.out), 401);
  });

  test('says which option is wrong, and makes nothing', async () => {
    const wrong: [string[], RegExp][] = [
      [['create', 'Big', '--route', 'reveal'], /^The name must be/],
      [['create', 'a', '--route', 'erase'], /^--route must be one or more of store, reveal/],
      [['create', 'a', '--route', 'reveal', '--owner', 'nobody@example.com'], /nobody@example/],
      [
        ['create', 'a', '--route', 'reveal', '--expires', '2001-01-01'],
        /^--expires must lie ahead/,
      ],
      [['end', 'nobody'], /There is no service client of this name/],
    ];
    for (const [args, message] of wrong) {
      const { code, out, err } = await clients(...args);
      assert.deepEqual([code, out], [1, ''], err);
      assert.match(err, message);
    }
    assert.equal((await clients('create', 'a')).code, 2);
    const notADay = await clients('create', 'a', '--route', 'reveal', '--expires', 'tomorrow');
    assert.equal(notADay.code, 2);
  });

  test('a new key of the vault rewraps the records, and those that it leaves are named', async () => {
    const next = randomBytes(32).toString('base64');
    const alone = { CREDENTIALS_ENC_KEY_B64: next };
    const both = { ...alone, CREDENTIALS_ENC_KEYS_PREVIOUS_B64: vaultKey };
    const before = await run(['clients', 'list'], alone);
    assert.equal(before.code, 1);
    assert.match(before.err, /These do not open, and nothing is let in by them: [0-9a-f]{16}/);
    const stuck = await run(['credentials', 'rotate'], alone);
    assert.equal(stuck.code, 1);
    assert.match(stuck.err, /^service client [0-9a-f]{16}: its record does not open/m);
    const rotated = await run(['credentials', 'rotate'], both);
    assert.equal(rotated.code, 0, rotated.err);
    assert.match(rotated.out, /^Service clients rewrapped: [1-9]/m);
    assert.equal((await run(['clients', 'list'], alone)).code, 0);
  });
});
