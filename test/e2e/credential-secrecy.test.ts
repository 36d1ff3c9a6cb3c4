import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { type CredentialSystem, startCredentialSystem } from '../support/credential-system.ts';
import { readDatabaseFiles } from '../support/database-files.ts';
import fc from '../support/properties.ts';
import type { ApiAnswer, TestApi } from '../support/start-api.ts';
import type { TestDirectus } from '../support/start-directus.ts';
import { newVaultKey, type Person } from '../support/system.ts';

let stack: CredentialSystem<TestDirectus>;
let person: Person;

before(async () => {
  stack = await startCredentialSystem({ directus: {} });
  person = await stack.person();
});
after(() => stack?.stop());

const canaries: string[] = [];
/** A text that stands nowhere else. */
function canary(): string {
  const text = `canary-${randomBytes(12).toString('hex')}`;
  canaries.push(text);
  return text;
}

function assertSecretFree(text: string, where: string) {
  for (const secret of canaries) assert.equal(text.includes(secret), false, where);
}

const jar = (value: string) => [{ domain: 'onlyfans.com', name: 'sess', value }];

test('plaintext is in what is revealed, and in no other answer, log line or byte of the database', async () => {
  const elsewhere: ApiAnswer[] = [];
  const keep = (answer: ApiAnswer) => {
    elsewhere.push(answer);
    return answer;
  };
  const key = canary();
  const profile = { platform: 'onlyfans', platform_username: 'mia', credentials: { key } };
  const { id } = keep(await stack.as(person, 'create-profile', profile)).body;
  keep(await stack.asServer('store', { creatorProfileId: id, credentials: { key: canary() } }));
  keep(await stack.as(person, 'update-profile-creds', { id, credentials: { [canary()]: 1 } }));
  const login = { label: 'a', type: 'password', username: canary(), password: canary() };
  const download = keep(await stack.as(person, 'download-creds', login)).body.id;
  const netscape = `.onlyfans.com\tTRUE\t/\tTRUE\t0\tsess\t${canary()}`;
  keep(
    await stack.as(person, 'download-creds', { label: 'b', type: 'cookies', cookies: netscape }),
  );
  keep(
    await stack.as(person, 'platform-session', { creatorProfileId: id, cookies: jar(canary()) }),
  );

  const refusals: [operation: string, body: unknown][] = [
    ['create-profile', { platform: 'myspace', credentials: { key: canary() } }],
    ['create-profile', `{"platform":"x","credentials":{"key":"${canary()}"`],
    ['create-profile', { platform: 'x', credentials: canary() }],
    ['create-profile', { platform: 'x', credentials: { key: canary().padEnd(70_000) } }],
    ['update-profile-creds', { id: 'nothing', credentials: { key: canary() } }],
    ['download-creds', { label: 'a', type: 'cookies', cookies: `${canary()}\t${canary()}` }],
    ['download-creds', { label: 'a', type: 'cookies', cookies: jar(`${canary()}\n`) }],
    ['download-creds', { label: 'a', type: 'cookies', cookies: `[${canary()}` }],
    ['download-creds', { label: 'a', type: 'password', password: `${canary()}\ud800` }],
    ['platform-session', { creatorProfileId: id, cookies: jar(`${canary()};`) }],
  ];
  for (const [operation, body] of refusals) {
    const answer = keep(await stack.as(person, operation, body));
    assert.ok(answer.status >= 400, `${operation} ${answer.status}`);
  }
  keep(await stack.api.request('GET', '/api/credentials', { token: person.token }));
  const without = await stack.startApi({ vaultKeys: { current: newVaultKey(), previous: [] } });
  const headers = { 'x-rbac-sync-secret': stack.secret };
  const body = { creatorProfileId: id };
  const options = { body, headers };
  const unopened = keep(await without.request('POST', '/api/credentials/reveal', options));
  assert.equal(unopened.status, 500);

  const session = await stack.asServer('get-platform-session', { creatorProfileId: id });
  const revealed = await stack.asServer('reveal-download-cred', { downloadCredentialId: download });
  assert.equal(session.status, 200);
  assert.equal(revealed.body.password, login.password);
  await stack.directus.halt();
  keep(await stack.asServer('store', { creatorProfileId: id, credentials: { key: canary() } }));
  await stack.directus.restart();

  for (const answer of elsewhere) assertSecretFree(answer.text, answer.text);
  assertSecretFree(stack.api.log() + without.log(), 'the log');
  const { dataDir } = stack.directus.settings;
  for (const [name, bytes] of await readDatabaseFiles(dataDir)) {
    assertSecretFree(bytes.toString('latin1'), name);
  }
  const traces = [
    '/activity?limit=-1',
    '/revisions?limit=-1',
    '/items/credential_access_log?limit=-1',
  ];
  for (const path of traces) {
    const { status, text } = await stack.directus.admin.request('GET', path);
    assert.equal(status, 200);
    assertSecretFree(text, path);
  }
});

test('any JSON object comes back as it was', async () => {
  const creatorProfileId = await stack.connect(person);
  const object = fc.dictionary(
    fc.string({ unit: 'binary' }).filter((name) => name !== '__proto__' && name !== 'constructor'),
    fc.jsonValue({ noUnicodeString: false }),
  );
  const isRefused = (value: unknown) => /"(?:__proto__|constructor)"/.test(JSON.stringify(value));
  await fc.assert(
    fc.asyncProperty(
      object.filter((value) => !isRefused(value)),
      async (value) => {
        const credentials: unknown = JSON.parse(JSON.stringify(value));
        const stored = await stack.asServer('store', { creatorProfileId, credentials });
        assert.equal(stored.status, 200, stored.text);
        const revealed = await stack.asServer('reveal', { creatorProfileId });
        assert.deepEqual(revealed.body.credentials, credentials);
      },
    ),
    { numRuns: 25 },
  );
});

test('opens with the older key, seals with the new one, and names a missing one in the log only', async () => {
  const creatorProfileId = await stack.connect(person, { n: 1 });
  const current = newVaultKey();
  const reveal = (api: TestApi) =>
    api.request('POST', '/api/credentials/reveal', {
      body: { creatorProfileId },
      headers: { 'x-rbac-sync-secret': stack.secret },
    });
  const rotating = await stack.startApi({
    vaultKeys: { current, previous: [stack.vaultKeys.current] },
  });
  assert.deepEqual((await reveal(rotating)).body.credentials, { n: 1 });
  await rotating.request('POST', '/api/credentials/store', {
    body: { creatorProfileId, credentials: { n: 2 } },
    headers: { 'x-rbac-sync-secret': stack.secret },
  });
  const rotated = await stack.startApi({ vaultKeys: { current, previous: [] } });
  assert.deepEqual((await reveal(rotated)).body.credentials, { n: 2 });

  const behind = await reveal(stack.api);
  assert.equal(behind.status, 500);
  assert.equal(behind.body.code, 'credentials.unopenable');
  const [, kid = ''] = /its key (\S+) is not in the keyring/.exec(stack.api.log()) ?? [];
  assert.match(kid, /^[\w-]{43}$/);
  assert.equal(behind.text.includes(kid), false);
});

test('without a key the credential routes say so, and the rest of the API works', async () => {
  const api = await stack.startApi({ vaultKeys: undefined });
  const server = { 'x-rbac-sync-secret': stack.secret };
  const user = { authorization: `Bearer ${person.token}` };
  const creatorProfileId = 'x';
  const requests = [
    ['POST', '/store', server, { creatorProfileId, credentials: {} }],
    ['POST', '/reveal', server, { creatorProfileId }],
    ['POST', '/reveal-download-cred', server, { downloadCredentialId: 'x' }],
    ['POST', '/get-platform-session', server, { creatorProfileId }],
    ['POST', '/create-profile', user, { platform: 'x', credentials: {} }],
    ['POST', '/update-profile-creds', user, { id: 'x', credentials: {} }],
    ['POST', '/download-creds', user, { label: 'a', type: 'cookies', cookies: [] }],
    ['POST', '/platform-session', user, { creatorProfileId, cookies: [] }],
    ['GET', '', user, undefined],
    ['DELETE', '/x', user, undefined],
  ] as const;
  for (const [method, path, headers, body] of requests) {
    const options = body === undefined ? { headers } : { headers, body };
    const answer = await api.request(method, `/api/credentials${path}`, options);
    assert.equal(answer.status, 500, `${method} ${path}`);
    assert.equal(answer.body.error, 'CREDENTIALS_ENC_KEY_B64 not set');
  }
  assert.equal((await api.request('GET', '/api/me', { headers: user })).status, 200);
});
