import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { type CredentialSystem, startCredentialSystem } from '../support/credential-system.ts';
import type { TestDirectus } from '../support/start-directus.ts';
import type { Person } from '../support/system.ts';

let stack: CredentialSystem<TestDirectus>;
let mia: Person;
let zoe: Person;
let adminToken: string;

before(async () => {
  stack = await startCredentialSystem({ directus: {} });
  [mia, zoe] = await Promise.all([stack.person(), stack.person()]);
  const { adminEmail, adminPassword } = stack.directus;
  adminToken = (await stack.directus.login(adminEmail, adminPassword)).accessToken;
});
after(() => stack?.stop());

const cookie = { domain: 'onlyfans.com', name: 'sess', value: 'abc' };
const audit = (query = '', token = adminToken) =>
  stack.api.request('GET', `/api/admin/audit${query}`, { token });

async function entriesOf(query = '') {
  const answer = await audit(query);
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.body.ok, true);
  return answer.body.entries as Record<string, unknown>[];
}

/** What the newest entries say of action, outcome and principal. */
async function newest(count: number) {
  const entries = await entriesOf(`?limit=${count}`);
  return entries.map(({ action, outcome, principal }) => {
    const { kind, id } = principal as { kind: string; id: string };
    return `${action} ${outcome} ${kind === 'server' ? id : id === mia.id ? 'mia' : 'zoe'}`;
  });
}

describe('the log has an entry of', () => {
  test('everything that a person or a server does with a record', async () => {
    const id = await stack.connect(mia);
    await stack.as(mia, 'update-profile-creds', { id, credentials: {} });
    await stack.asServer('store', { creatorProfileId: id, credentials: {} });
    await stack.asServer('reveal', { creatorProfileId: id });
    await stack.as(mia, 'platform-session', { creatorProfileId: id, cookies: [cookie] });
    await stack.asServer('get-platform-session', { creatorProfileId: id });
    await stack.api.request('DELETE', `/api/credentials/${id}`, { token: mia.token });
    const login = { label: 'a', type: 'password', username: 'u', password: 'p' };
    const download = await stack.as(mia, 'download-creds', login);
    const downloadCredentialId = download.body.id;
    await stack.asServer('reveal-download-cred', { downloadCredentialId });
    assert.deepEqual(await newest(9), [
      'reveal done current',
      'create done mia',
      'delete done mia',
      'read_session done current',
      'store_session done mia',
      'reveal done current',
      'store done current',
      'update done mia',
      'create done mia',
    ]);
  });

  test('what was refused of records that are there, or are not', async () => {
    const id = await stack.connect(mia);
    const gone = randomUUID();
    await stack.as(zoe, 'update-profile-creds', { id, credentials: {} });
    await stack.api.request('DELETE', `/api/credentials/${id}`, { token: zoe.token });
    await stack.asServer('reveal', { creatorProfileId: gone });
    await stack.asServer('get-platform-session', { creatorProfileId: id });
    const past = { creatorProfileId: id, cookies: [cookie], expiresAt: '2020-01-01T00:00:00Z' };
    await stack.as(mia, 'platform-session', past);
    await stack.asServer('get-platform-session', { creatorProfileId: id });
    assert.deepEqual(await newest(6), [
      'read_session expired current',
      'store_session done mia',
      'read_session not_found current',
      'reveal not_found current',
      'delete not_owner zoe',
      'update not_owner zoe',
    ]);
  });

  test('who, what, which record, when, from where and in which request, and nothing secret', async () => {
    const id = await stack.connect(mia, { key: 'canary-1c' });
    const requestId = `audit-${randomUUID()}`;
    await stack.asServer('reveal', { creatorProfileId: id }, { 'x-request-id': requestId });
    const [entry] = await entriesOf('?limit=1');
    assert.ok(entry !== undefined);
    const { id: number, at, ...rest } = entry;
    assert.deepEqual(rest, {
      action: 'reveal',
      outcome: 'done',
      principal: { kind: 'server', id: 'current' },
      collection: 'platform_connections',
      recordId: id,
      creatorProfileId: id,
      requestId,
      address: '127.0.0.1',
      area: 'credentials',
      detail: null,
      client: 'default',
    });
    assert.ok(Number.isSafeInteger(number));
    assert.ok(Math.abs(Date.parse(String(at)) - Date.now()) < 60_000);
  });

  test('a ciphertext that was put into another record, which then opens for nobody', async () => {
    const [one, other] = [await stack.connect(mia, { a: 'canary-7e' }), await stack.connect(mia)];
    const [row] = await stack.rows('platform_connections', `&filter[id][_eq]=${one}`);
    const { encrypted_credentials } = row ?? {};
    const path = `/items/platform_connections/${other}`;
    await stack.directus.admin.request('PATCH', path, { encrypted_credentials });
    const answer = await stack.asServer('reveal', { creatorProfileId: other });
    assert.equal(answer.status, 500);
    assert.equal(answer.body.code, 'credentials.unopenable');
    assert.doesNotMatch(answer.text, /canary/);
    assert.deepEqual(await newest(1), ['reveal unopenable current']);
    assert.match(stack.api.log(), new RegExp(`platform_connections/${other}: does not open`));
    // What can't be opened can still be replaced.
    const credentials = { a: 'new' };
    const stored = await stack.asServer('store', { creatorProfileId: other, credentials });
    assert.equal(stored.status, 200);
  });
});

describe('the log can be read', () => {
  test('by administrators only, checked anew each time', async () => {
    const refused = await audit('', mia.token);
    assert.equal(refused.status, 403);
    assert.equal(refused.body.error, 'Admin only');
    assert.equal(refused.body.ok, false);
    assert.equal((await stack.api.request('GET', '/api/admin/audit')).status, 401);
    const headers = { 'x-rbac-sync-secret': stack.secret };
    assert.equal((await stack.api.request('GET', '/api/admin/audit', { headers })).status, 401);

    const roles = await stack.directus.admin.request(
      'GET',
      '/roles?filter[name][_eq]=Administrator',
    );
    const [{ id: role } = { id: '' }] = roles.data as { id: string }[];
    const user = await stack.directus.admin.createUser({ role });
    const { accessToken } = await stack.directus.login(user.email, user.password);
    assert.equal((await audit('', accessToken)).status, 200);
    await stack.directus.admin.request('PATCH', `/users/${user.id}`, { role: null });
    assert.equal((await audit('', accessToken)).status, 401);
  });

  test('in pages, newest first, with the number of all', async () => {
    const creatorProfileId = await stack.connect(mia);
    for (let count = 0; count < 4; count += 1) await stack.asServer('reveal', { creatorProfileId });
    const first = await audit(`?creatorProfileId=${creatorProfileId}&limit=2`);
    const second = await audit(`?creatorProfileId=${creatorProfileId}&limit=2&offset=2`);
    const third = await audit(`?creatorProfileId=${creatorProfileId.toUpperCase()}&offset=4`);
    assert.deepEqual(
      [first, second, third].map(({ body }) => body.total),
      [5, 5, 5],
    );
    const pages = [first, second, third].map(({ body }) => body.entries as { id: number }[]);
    assert.deepEqual(
      pages.map((page) => page.length),
      [2, 2, 1],
    );
    const ids = pages.flat().map(({ id }) => id);
    assert.deepEqual(
      ids,
      ids.toSorted((a, b) => b - a),
    );
  });

  test('for one profile with what was done with its sessions', async () => {
    const creatorProfileId = await stack.connect(mia);
    await stack.as(mia, 'platform-session', { creatorProfileId, cookies: [cookie] });
    await stack.asServer('get-platform-session', { creatorProfileId });
    const entries = await entriesOf(`?creatorProfileId=${creatorProfileId}`);
    assert.deepEqual(
      entries.map(({ action, collection }) => `${action} ${collection}`),
      [
        'read_session platform_sessions',
        'store_session platform_sessions',
        'create platform_connections',
      ],
    );
    assert.deepEqual(await entriesOf(`?creatorProfileId=${randomUUID()}`), []);
  });

  test('narrowed by what was done, how it ended, by whom and when', async () => {
    const creatorProfileId = await stack.connect(mia);
    await stack.as(zoe, 'update-profile-creds', { id: creatorProfileId, credentials: {} });
    await stack.asServer('reveal', { creatorProfileId });
    const about = (query: string) => entriesOf(`?creatorProfileId=${creatorProfileId}&${query}`);
    const actions = async (query: string) => (await about(query)).map(({ action }) => action);
    assert.deepEqual(await actions('action=reveal'), ['reveal']);
    assert.deepEqual(await actions('outcome=not_owner'), ['update']);
    assert.deepEqual(await actions('outcome=done&action=update'), []);
    assert.deepEqual(await actions('principalKind=server'), ['reveal']);
    assert.deepEqual(await actions(`principalId=${mia.id}`), ['create']);
    assert.deepEqual(await actions('principalId=previous'), []);
    for (const word of ['null', 'true', 'not-an-id']) {
      const { status, body } = await audit(`?creatorProfileId=${word}`);
      assert.deepEqual([status, body.total], [200, 0], word);
    }
    const [newest, , oldest] = await about('');
    const [first, last] = [String(oldest?.at), String(newest?.at)];
    assert.deepEqual(await actions(`since=${last}`), ['reveal']);
    assert.deepEqual(await actions(`until=${first}`), []);
    assert.equal((await about(`since=${first}`)).length, 3);
    const elsewhere = encodeURIComponent(first.replace('Z', '+00:00'));
    assert.equal((await about(`since=${elsewhere}&until=${last}`)).length, 2);
    const total = (await audit(`?creatorProfileId=${creatorProfileId}&outcome=done`)).body.total;
    assert.equal(total, 2);
  });

  test('with a query that is right, else 400 with the name of what is wrong', async () => {
    for (const [query, path] of [
      ['limit=0', 'limit'],
      ['limit=501', 'limit'],
      ['limit=1e1', 'limit'],
      ['limit=', 'limit'],
      ['limit=1&limit=2', 'limit'],
      ['offset=-1', 'offset'],
      ['offset=x', 'offset'],
      ['creatorProfileId=', 'creatorProfileId'],
      ['page=2', 'page'],
      ['action=steal', 'action'],
      ['outcome=', 'outcome'],
      ['principalKind=nobody', 'principalKind'],
      ['principalId=$CURRENT_USER', 'principalId'],
      ['principalId=null', 'principalId'],
      ['until=2016-12-31T23:59:60Z', 'until'],
      ['since=2016-12-31T23:59:60Z', 'since'],
      ['since=yesterday', 'since'],
      ['until=9999-12-31T23:59:59-23:59', 'until'],
      ['until=2026-01-01', 'until'],
    ]) {
      const answer = await audit(`?${query}`);
      assert.equal(answer.status, 400, query);
      const details = answer.body.details as { path: string }[];
      assert.deepEqual(
        details.map((detail) => detail.path),
        [path],
      );
    }
  });
});
