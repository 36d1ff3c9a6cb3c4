import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { type CredentialSystem, startCredentialSystem } from '../support/credential-system.ts';
import type { ApiAnswer } from '../support/start-api.ts';
import type { Person } from '../support/system.ts';

let stack: CredentialSystem;
before(async () => {
  stack = await startCredentialSystem();
});
after(() => stack?.stop());

const cookie = { domain: '.onlyfans.com', name: 'sess', value: 'abc', path: '/' };
const login = { label: 'a', type: 'password', username: 'u', password: 'p' };

/** Records of a person as an older version may have left them; `bytes` of ciphertext each. */
async function plant(collection: string, person: Person, count: number, bytes = 10) {
  const at = new Date().toISOString();
  const rows = Array.from({ length: count }, () => ({
    id: randomUUID(),
    user: person.id,
    encrypted_credentials: 'x'.repeat(bytes),
    credentials_version: 1,
    seal_count: 1,
    credentials_updated_at: at,
    date_created: at,
    ...(collection === 'download_credentials'
      ? { label: 'a', type: 'password' }
      : { platform: 'x', platform_username: 'a', identity: randomUUID() }),
  }));
  const size = Math.max(1, Math.min(50, Math.floor(800_000 / bytes)));
  for (let from = 0; from < count; from += size) {
    const body = rows.slice(from, from + size);
    const answer = await stack.directus.admin.request(
      'POST',
      `/items/${collection}?fields=id`,
      body,
    );
    assert.equal(answer.status, 200, answer.text);
  }
}

const countOf = async (collection: string, { id }: Person) =>
  (await stack.rows(collection)).filter((row) => (row as { user?: string }).user === id).length;

function assertFull(answer: ApiAnswer) {
  assert.deepEqual([answer.status, answer.body.code], [409, 'credentials.storage_full']);
}

test('of 50 download credentials at once, with 199 there, exactly one is kept', async () => {
  const person = await stack.person();
  await plant('download_credentials', person, 199);
  const second = await stack.startApi();
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, n) =>
      (n % 2 === 0 ? stack.api : second).request('POST', '/api/credentials/download-creds', {
        token: person.token,
        body: login,
      }),
    ),
  );
  assert.deepEqual(
    [201, 409].map((status) => answers.filter((answer) => answer.status === status).length),
    [1, 49],
  );
  assertFull(answers.find(({ status }) => status === 409) as ApiAnswer);
  assert.equal(await countOf('download_credentials', person), 200);
});

test('a connection beyond 200 is refused, one of the 200 can be changed, and one removed makes room', async () => {
  const person = await stack.person();
  await plant('platform_connections', person, 199);
  const creatorProfileId = await stack.connect(person);
  const profile = () => ({ platform: 'x', platform_username: randomUUID(), credentials: { a: 1 } });
  assertFull(await stack.as(person, 'create-profile', profile()));
  const changed = { creatorProfileId, credentials: { a: 'longer than before' } };
  assert.equal((await stack.asServer('store', changed)).status, 200);
  const session = { creatorProfileId, cookies: [cookie] };
  assert.equal((await stack.as(person, 'platform-session', session)).status, 201);
  const path = `/api/credentials/${creatorProfileId}`;
  const removed = await stack.api.request('DELETE', path, { token: person.token });
  assert.equal(removed.status, 204);
  assert.equal((await stack.as(person, 'create-profile', profile())).status, 200);
});

test('32 MiB in all three collections is all of a user, while a smaller record still fits', async () => {
  const person = await stack.person();
  const other = await stack.person();
  await plant('platform_connections', person, 32, 512 * 1024);
  await plant('download_credentials', person, 32, 512 * 1024 - 2_048);
  const creatorProfileId = await stack.connect(person);
  const large = { ...cookie, value: 'v'.repeat(100_000) };
  const session = { creatorProfileId, cookies: [large] };
  assertFull(await stack.as(person, 'platform-session', session));
  assertFull(
    await stack.as(person, 'download-creds', { label: 'a', type: 'cookies', cookies: [large] }),
  );
  const grown = (length: number) => ({
    id: creatorProfileId,
    credentials: { note: 'v'.repeat(length) },
  });
  assertFull(await stack.as(person, 'update-profile-creds', grown(60_000)));
  assert.equal((await stack.as(person, 'update-profile-creds', grown(30_000))).status, 200);
  const small = { creatorProfileId, cookies: [cookie] };
  assert.equal((await stack.as(person, 'platform-session', small)).status, 201);
  assert.equal((await stack.as(other, 'download-creds', login)).status, 201);
});
