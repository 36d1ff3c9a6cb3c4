import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { type CredentialSystem, startCredentialSystem } from '../support/credential-system.ts';
import { newTextKey, sealLegacyV1 } from '../support/rotation.ts';
import type { TestApi } from '../support/start-api.ts';
import { newVaultKey, type Person } from '../support/system.ts';

let stack: CredentialSystem;
before(async () => {
  stack = await startCredentialSystem();
});
after(() => stack?.stop());

const cookie = { domain: '.onlyfans.com', name: 'sess', value: 'canary-cookie', path: '/' };
const login = { label: 'Archive', type: 'password', username: 'canary-name', password: 'canary' };

interface Connection {
  id: string;
  keyState: string;
  session?: { capturedAt: string; expiresAt: string | null; keyState: string };
}
interface Download {
  id: string;
  keyState: string;
}

async function connectionsOf(person: Person, api: TestApi = stack.api): Promise<Connection[]> {
  const answer = await api.request('GET', '/api/credentials', { token: person.token });
  assert.equal(answer.status, 200, answer.text);
  assert.doesNotMatch(answer.text, /canary|encrypted|identity|eyJ/);
  return answer.body.connections as Connection[];
}

async function downloadsOf(person: Person, api: TestApi = stack.api): Promise<Download[]> {
  const path = '/api/credentials/download-creds';
  const answer = await api.request('GET', path, { token: person.token });
  assert.equal(answer.status, 200, answer.text);
  assert.doesNotMatch(answer.text, /canary|encrypted|eyJ/);
  return answer.body.credentials as Download[];
}

describe('the lists', () => {
  test('say which connection has a session, since when and until when', async () => {
    const person = await stack.person();
    const [without, withOne] = [await stack.connect(person), await stack.connect(person)];
    const expiresAt = '2030-05-01T10:00:00.000Z';
    const session = { creatorProfileId: withOne, cookies: [cookie], expiresAt };
    await stack.as(person, 'platform-session', session);
    const [newest, oldest] = await connectionsOf(person);
    assert.deepEqual([newest?.id, oldest?.id], [withOne, without]);
    assert.equal(oldest?.session, undefined);
    const { capturedAt, ...rest } = newest?.session ?? {};
    assert.deepEqual(rest, { expiresAt, keyState: 'current' });
    assert.ok(!Number.isNaN(Date.parse(String(capturedAt))));
  });

  test("have the caller's download credentials, newest first, and nobody else's", async () => {
    const [person, other] = [await stack.person(), await stack.person()];
    assert.deepEqual(await downloadsOf(person), []);
    const first = (await stack.as(person, 'download-creds', login)).body.id;
    const jar = { label: 'Jar', type: 'cookies', cookies: [cookie] };
    const second = (await stack.as(person, 'download-creds', jar)).body.id;
    const [newest, oldest] = (await downloadsOf(person)) as (Download & { createdAt: string })[];
    const { createdAt, ...known } = newest ?? { createdAt: '' };
    assert.deepEqual(known, { id: second, label: 'Jar', type: 'cookies', keyState: 'current' });
    assert.equal(new Date(createdAt).toISOString(), createdAt);
    assert.equal(oldest?.id, first);
    assert.deepEqual(await downloadsOf(other), []);
    await stack.api.request('DELETE', `/api/credentials/${second}`, { token: person.token });
    assert.deepEqual(
      (await downloadsOf(person)).map(({ id }) => id),
      [first],
    );
    const path = '/api/credentials/download-creds';
    assert.equal((await stack.api.request('GET', path)).status, 401);
  });
});

describe('the state of a key', () => {
  test('is told by what the running server has: its current key, an older one, or none', async () => {
    const person = await stack.person();
    const connection = await stack.connect(person);
    await stack.as(person, 'platform-session', { creatorProfileId: connection, cookies: [cookie] });
    await stack.as(person, 'download-creds', login);
    const states = async (api: TestApi) => {
      const [row] = await connectionsOf(person, api);
      const [download] = await downloadsOf(person, api);
      return [row?.keyState, row?.session?.keyState, download?.keyState];
    };
    assert.deepEqual(await states(stack.api), ['current', 'current', 'current']);
    const old = stack.vaultKeys.current;
    const rotated = { current: newVaultKey(), previous: [newVaultKey(), old] };
    const api = await stack.startApi({ vaultKeys: rotated });
    assert.deepEqual(await states(api), ['previous', 'previous', 'previous']);
    const lost = await stack.startApi({ vaultKeys: { current: newVaultKey(), previous: [] } });
    assert.deepEqual(await states(lost), ['missing', 'missing', 'missing']);

    // What is stored anew is under the current key, and each record is told by itself.
    const change = { id: connection, credentials: { a: 1 } };
    const path = '/api/credentials/update-profile-creds';
    await lost.request('POST', path, { token: person.token, body: change });
    assert.deepEqual(await states(lost), ['current', 'missing', 'missing']);
  });

  test('is `previous` for the older form, which names no key', async () => {
    const person = await stack.person();
    const [older, newer] = [await stack.connect(person), await stack.connect(person)];
    const bare = sealLegacyV1(newTextKey(), { a: 1 });
    for (const text of [bare, ` {"enc": "${bare}"}`]) {
      const body = { encrypted_credentials: text };
      await stack.directus.admin.request('PATCH', `/items/platform_connections/${older}`, body);
      const states = (await connectionsOf(person)).map(({ id, keyState }) => [id, keyState]);
      assert.deepEqual(states, [
        [newer, 'current'],
        [older, 'previous'],
      ]);
    }
  });

  test('costs a user with many large records no outage', async () => {
    const person = await stack.person();
    for (let count = 0; count < 25; count += 1) {
      const credentials = { note: 'x'.repeat(60_000) };
      const profile = { platform: 'x', platform_username: randomUUID(), credentials };
      await stack.as(person, 'create-profile', profile);
    }
    const listed = await connectionsOf(person);
    assert.equal(listed.length, 25);
    assert.ok(listed.every(({ keyState }) => keyState === 'current'));
  });
});
