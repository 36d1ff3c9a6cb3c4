import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type CredentialSystem, startCredentialSystem } from '../support/credential-system.ts';
import { newTextKey, sealLegacyV1 } from '../support/rotation.ts';
import { runBlock } from '../support/run-page.ts';

const page = 'how-to/migrate-v1-credentials.md';

describe('credentials of the older form, brought over as docs/how-to says', () => {
  let stack: CredentialSystem;
  let dir: string;
  const [older, current] = [newTextKey(), newTextKey()];

  before(async () => {
    stack = await startCredentialSystem({ directus: {} });
    dir = await mkdtemp(join(tmpdir(), 'genie-v1-'));
    const lines = {
      DIRECTUS_URL: stack.directus.url,
      DIRECTUS_ADMIN_TOKEN: stack.directus.adminToken,
      CREDENTIALS_ENC_KEY_B64: current.text,
      CREDENTIALS_ENC_KEYS_PREVIOUS_B64: older.text,
    };
    const text = Object.entries(lines).map(([name, value]) => `${name}=${value}\n`);
    await writeFile(join(dir, '.env'), text.join(''), { mode: 0o600 });
  });
  after(async () => {
    await stack?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  const run = (mark: string) => runBlock(page, mark, { cwd: dir, variables: {} });
  const write = (lines: readonly (object | string)[]) => {
    const texts = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
    return writeFile(join(dir, 'connections.jsonl'), `${texts.join('\n')}\n`);
  };

  test('are imported once, told of, rewrapped, and revealed', async () => {
    const person = await stack.person();
    const connection = (name: string, sealed: unknown) => ({
      id: randomUUID(),
      user: person.id,
      platform: 'onlyfans',
      platform_username: name,
      encrypted_credentials: sealed,
    });
    const bare = connection('mia', sealLegacyV1(older, { password: 'one' }));
    const wrapped = connection('eva', { enc: sealLegacyV1(older, { password: 'two' }) });
    await write([bare, wrapped]);
    const imported = await run('import-v1.mjs');
    assert.equal(imported.stdout, '2 imported, 0 there, 0 refused\n', imported.stderr);
    assert.equal(imported.code, 0);

    const stranger = { ...connection('zoe', bare.encrypted_credentials), user: randomUUID() };
    const unsealed = connection('plain', '{"password":"open"}');
    await write([bare, '', 'no json', stranger, unsealed]);
    const again = await run('import-v1.mjs');
    assert.equal(again.code, 1);
    assert.equal(again.stdout, '0 imported, 1 there, 3 refused\n');
    assert.match(again.stderr, /^line 3: is not JSON$/m);
    assert.match(again.stderr, /^line 4: Directus refused it \(INVALID_FOREIGN_KEY\)$/m);
    assert.match(again.stderr, /^line 5: encrypted_credentials is not of the older form$/m);
    assert.doesNotMatch(again.stderr, /v1:[0-9a-f]|open"/);

    const before = await run('credentials status');
    assert.match(before.stdout, /^v1 +older form, names no key +2 +0 +0$/m, before.stderr);
    const rotated = await run('credentials rotate');
    assert.equal(rotated.code, 0, rotated.stderr);
    assert.match(rotated.stdout, /Every record opens with the current key\./);
    assert.doesNotMatch((await run('credentials status')).stdout, /^v1/m);

    const api = await stack.startApi({ vaultKeys: { current: current.key, previous: [] } });
    for (const [{ id }, password] of [
      [bare, 'one'],
      [wrapped, 'two'],
    ] as const) {
      const revealed = await api.request('POST', '/api/credentials/reveal', {
        headers: { 'x-rbac-sync-secret': stack.secret },
        body: { creatorProfileId: id },
      });
      assert.deepEqual(revealed.body.credentials, { password });
    }
    // The connection is its owner's, to be found and replaced as any other.
    const body = {
      platform: 'onlyfans',
      platform_username: 'mia',
      credentials: { password: 'new' },
    };
    const replaced = await stack.as(person, 'create-profile', body);
    assert.deepEqual(replaced.body, { success: true, id: bare.id, updated: true });
  });
});
