import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { type CredentialSystem, startCredentialSystem } from '../support/credential-system.ts';
import type { TestApi } from '../support/start-api.ts';
import type { Person } from '../support/system.ts';

let stack: CredentialSystem;
let person: Person;
let withoutGuard: TestApi;
let cookies: object[];

before(async () => {
  stack = await startCredentialSystem({ api: { tokenValidation: 'introspect' } });
  person = await stack.person();
  withoutGuard = await stack.startApi({ tokenValidation: 'users-me' });
  cookies = [{ domain: 'x.com', name: 'n', value: 'canary' }];
});
after(() => stack?.stop());

const ask = (api: TestApi, operation: string, body: object, headers: Record<string, string> = {}) =>
  api.request('POST', `/api/credentials/${operation}`, {
    body,
    headers: { 'x-rbac-sync-secret': stack.secret, ...headers },
  });

const entriesOf = async (column: 'item' | 'request_id', value: string) =>
  (await stack.rows('credential_access_log', `&filter[${column}][_eq]=${value}&sort=id`)).map(
    ({ action, outcome }) => `${action} ${outcome}`,
  );

test('gives servers nothing of an owner who is not active, on both ways, and logs it', async () => {
  const owner = await stack.person();
  const creatorProfileId = await stack.connect(owner, { key: 'canary' });
  await stack.as(owner, 'platform-session', { creatorProfileId, cookies });
  const login = { label: 'a', type: 'password', username: 'canary', password: 'canary' };
  const download = await stack.as(owner, 'download-creds', login);
  const downloadCredentialId = String(download.body.id);
  const asked = [
    ['reveal', { creatorProfileId }],
    ['get-platform-session', { creatorProfileId }],
    ['reveal-download-cred', { downloadCredentialId }],
  ] as const;
  const { admin } = stack.directus;
  await admin.request('PATCH', `/users/${owner.id}`, { status: 'suspended' });
  for (const api of [stack.api, withoutGuard]) {
    for (const [operation, body] of asked) {
      const { status, body: answer, text } = await ask(api, operation, body);
      assert.deepEqual([status, answer.code], [409, 'credentials.owner_inactive'], text);
      assert.doesNotMatch(text, /canary/);
    }
  }
  const refused = 'reveal owner_inactive';
  const session = 'read_session owner_inactive';
  assert.deepEqual(await entriesOf('item', creatorProfileId), [
    'create done',
    ...[refused, session, refused, session],
  ]);
  assert.deepEqual(await entriesOf('item', downloadCredentialId), [
    'create done',
    refused,
    refused,
  ]);
  await admin.request('PATCH', `/users/${owner.id}`, { status: 'active' });
  for (const api of [stack.api, withoutGuard]) {
    for (const [operation, body] of asked) {
      assert.equal((await ask(api, operation, body)).status, 200, operation);
    }
  }
});

test('no two reveals share an entry, though they are of one record and one request id', async () => {
  const creatorProfileId = await stack.connect(person);
  const requestId = randomUUID();
  const answers = await Promise.all(
    Array.from({ length: 64 }, () =>
      ask(stack.api, 'reveal', { creatorProfileId }, { 'x-request-id': requestId }),
    ),
  );
  // A slow machine may refuse some for overload.
  const revealed = answers.filter(({ status }) => status === 200).length;
  const entries = await entriesOf('request_id', requestId);
  assert.ok(revealed > 0);
  assert.ok(entries.length >= revealed, `${entries.length} entries of ${revealed} reveals`);
  assert.deepEqual(new Set(entries), new Set(['reveal done']));
});

test('what does not open has the entry of its giving out and one that nothing came of it', async () => {
  const [one, other] = [await stack.connect(person), await stack.connect(person)];
  const [row] = await stack.rows('platform_connections', `&filter[id][_eq]=${one}`);
  const { encrypted_credentials } = row ?? {};
  const path = `/items/platform_connections/${other}`;
  await stack.directus.admin.request('PATCH', path, { encrypted_credentials });
  const answer = await ask(stack.api, 'reveal', { creatorProfileId: other });
  assert.deepEqual([answer.status, answer.body.code], [500, 'credentials.unopenable']);
  assert.deepEqual(await entriesOf('item', other), [
    'create done',
    'reveal done',
    'reveal unopenable',
  ]);
});

test('400 lookups at once of ids that no record has make at most 30 entries', async () => {
  // A caller of its own: what others ask for in the same minute counts apart.
  const caller = await stack.startApi({ tokenValidation: 'introspect' });
  const requestId = randomUUID();
  const answers = await Promise.all(
    Array.from({ length: 400 }, () =>
      ask(caller, 'reveal', { creatorProfileId: randomUUID() }, { 'x-request-id': requestId }),
    ),
  );
  const statuses = new Set(answers.map(({ status }) => status));
  assert.ok([...statuses].every((status) => status === 404 || status === 503));
  const entries = await entriesOf('request_id', requestId);
  assert.ok(entries.length > 0 && entries.length <= 30, `${entries.length} entries`);
});

test('goes through the interface of Directus where the vault is not open to it', async () => {
  const api = await stack.startApi({
    tokenValidation: 'auto',
    introspectionSecret: 'x'.repeat(43),
  });
  const creatorProfileId = await stack.connect(person, { key: 'value' });
  for (let count = 0; count < 3; count += 1) {
    const answer = await ask(api, 'reveal', { creatorProfileId });
    assert.deepEqual([answer.status, answer.body.credentials], [200, { key: 'value' }]);
  }
  assert.equal(api.log().match(/credentials now go past the vault/g)?.length, 1);
  const entries = await entriesOf('item', creatorProfileId);
  assert.deepEqual(entries, ['create done', ...Array<string>(3).fill('reveal done')]);
});
