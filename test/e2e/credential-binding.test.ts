import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { type CredentialSystem, startCredentialSystem } from '../support/credential-system.ts';
import type { Person } from '../support/system.ts';

const cookies = [{ domain: '.onlyfans.com', name: 'sess', value: 'abc', path: '/' }];
const soon = new Date(Date.now() + 60_000).toISOString();
const late = '2099-01-01T00:00:00.000Z';

let stack: CredentialSystem;
let mia: Person;
/** Two connections of Mia. */
let one: string;
let other: string;

before(async () => {
  stack = await startCredentialSystem();
  mia = await stack.person();
});
after(() => stack?.stop());
beforeEach(async () => {
  [one, other] = [await stack.connect(mia), await stack.connect(mia)];
});

const rowOf = async (collection: string, filter: string) =>
  (await stack.rows(collection, `&${filter}`))[0] ?? {};

/** What somebody changes in a row who has the database, past the API. */
async function change(collection: string, id: unknown, columns: object): Promise<void> {
  const { request } = stack.directus.admin;
  const { status, text } = await request('PATCH', `/items/${collection}/${id}`, columns);
  assert.equal(status, 200, text);
}

/** Refused, and named in the access log. */
async function assertUnopenable(operation: string, body: object, item: unknown): Promise<void> {
  const answer = await stack.asServer(operation, body);
  assert.deepEqual([answer.status, answer.body.code], [500, 'credentials.unopenable']);
  const entries = await stack.rows(
    'credential_access_log',
    `&filter[item][_eq]=${item}&filter[outcome][_eq]=unopenable`,
  );
  assert.ok(entries.length > 0, 'an entry in the log');
}

describe('a connection', () => {
  test('does not open for another platform', async () => {
    await change('platform_connections', one, { platform: 'fansly' });
    await assertUnopenable('reveal', { creatorProfileId: one }, one);
  });

  test('does not open with an older ciphertext put back, and does with the one of now', async () => {
    const { encrypted_credentials: older } = await rowOf(
      'platform_connections',
      `filter[id][_eq]=${one}`,
    );
    const stored = await stack.asServer('store', {
      creatorProfileId: one,
      credentials: { password: 'the new one' },
    });
    assert.equal(stored.status, 200, stored.text);
    const now = await stack.asServer('reveal', { creatorProfileId: one });
    assert.deepEqual(now.body.credentials, { password: 'the new one' });
    await change('platform_connections', one, { encrypted_credentials: older });
    await assertUnopenable('reveal', { creatorProfileId: one }, one);
  });

  test('opens under another name, which decides nothing', async () => {
    await change('platform_connections', one, { platform_username: 'renamed' });
    assert.equal((await stack.asServer('reveal', { creatorProfileId: one })).status, 200);
  });
});

describe('a session', () => {
  const keep = async (creatorProfileId: string, expiresAt?: string) => {
    const body = { creatorProfileId, cookies, expiresAt };
    const answer = await stack.as(mia, 'platform-session', body);
    assert.equal(answer.status, 201, answer.text);
    return answer.body.id;
  };
  const get = (creatorProfileId: string) =>
    stack.asServer('get-platform-session', { creatorProfileId });

  test('does not open at another connection', async () => {
    const id = await keep(one);
    await change('platform_sessions', id, { connection: other });
    await assertUnopenable('get-platform-session', { creatorProfileId: other }, id);
  });

  test('does not open with its expiry pushed on, or taken away', async () => {
    const id = await keep(one, soon);
    assert.equal((await get(one)).status, 200);
    for (const expires_at of [late, null]) {
      await change('platform_sessions', id, { expires_at });
      await assertUnopenable('get-platform-session', { creatorProfileId: one }, id);
    }
    await change('platform_sessions', id, { expires_at: soon });
    assert.deepEqual((await get(one)).body.cookies, cookies);
  });

  test('does not open where its connection is of another platform now', async () => {
    const id = await keep(one);
    await change('platform_connections', one, { platform: 'fansly' });
    await assertUnopenable('get-platform-session', { creatorProfileId: one }, id);
  });

  test('does not open with the cookies of before, and is replaced as ever', async () => {
    const id = await keep(one);
    const { encrypted_credentials: older } = await rowOf(
      'platform_sessions',
      `filter[id][_eq]=${id}`,
    );
    await keep(one, soon);
    assert.equal((await get(one)).status, 200);
    await change('platform_sessions', id, { encrypted_credentials: older });
    await assertUnopenable('get-platform-session', { creatorProfileId: one }, id);
    await keep(one);
    assert.equal((await get(one)).status, 200);
  });
});

test('a download credential does not open as one of another type', async () => {
  const login = { label: 'a', type: 'password', username: 'u', password: 'p' };
  const { body } = await stack.as(mia, 'download-creds', login);
  await change('download_credentials', body.id, { type: 'cookies' });
  await assertUnopenable('reveal-download-cred', { downloadCredentialId: body.id }, body.id);
});

test('its owner stores a connection anew that does not open, and it opens', async () => {
  await change('platform_connections', one, { platform: 'fansly' });
  const credentials = { password: 'again' };
  const stored = await stack.as(mia, 'update-profile-creds', { id: one, credentials });
  assert.equal(stored.status, 200, stored.text);
  const answer = await stack.asServer('reveal', { creatorProfileId: one });
  assert.deepEqual(answer.body.credentials, credentials);
});
