import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { test } from 'node:test';
import { introspectionSecretOf } from '@genie-helper/environment';
import { createKeyring, parseVaultKey, seal } from '@genie-helper/vault';
import knex from 'knex';
import { createApiProcess } from '../../support/api-process.ts';
import { peakMegabytes, resetPeak, residentMegabytes } from '../../support/process-usage.ts';
import { startSystem } from '../../support/system.ts';

/** From which both sides derive what they share. */
const sharedSecret = randomBytes(32).toString('base64url');
/** What the process may hold while it writes a document of any size. */
const maxMegabytes = 200;
const sizes = { connections: 200, batches: 100, itemsOfBatch: 100, messages: 2_000 };

test('an API that exports 200 logins, 10,000 captions and 2,000 messages stays under 200 MB', async (t) => {
  await using system = await startSystem({
    directus: { settings: { introspectionSecret: introspectionSecretOf(sharedSecret) } },
  });
  const { directus } = system;
  const person = await directus.admin.createUser();
  const key = randomBytes(32).toString('base64');
  await fill(join(directus.settings.dataDir, 'directus.db'), person.id, key);
  const api = await createApiProcess({
    DIRECTUS_URL: directus.url,
    DIRECTUS_ADMIN_TOKEN: directus.adminToken,
    RBAC_SYNC_WEBHOOK_SECRET: sharedSecret,
    CREDENTIALS_ENC_KEY_B64: key,
    LOG_LEVEL: 'info',
  });
  await api.start();
  try {
    const { accessToken } = await directus.login(person.email, person.password);
    const headers = {
      authorization: `Bearer ${accessToken}`,
      'content-type': 'application/json',
    };
    await fetch(`${api.url}/api/me`, { headers });
    const pid = api.pid();
    const before = await residentMegabytes(pid);
    await resetPeak(pid);
    const beganAt = performance.now();
    const response = await fetch(`${api.url}/api/account/export`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ currentPassword: person.password }),
    });
    const text = await response.text();
    assert.equal(response.status, 200, `${text.slice(0, 500)} ${api.output().slice(-1500)}`);
    const seconds = (performance.now() - beganAt) / 1_000;
    const peak = await peakMegabytes(pid);
    const megabytes = Buffer.byteLength(text) / 1024 / 1024;
    t.diagnostic(
      `${megabytes.toFixed(1)} MB in ${seconds.toFixed(1)} s; ${before.toFixed(0)} MB before, ${peak.toFixed(0)} MB at the peak`,
    );
    const data = JSON.parse(text) as Record<string, unknown[]>;
    assert.equal(data.connections?.length, sizes.connections);
    assert.equal(data.captions?.length, sizes.batches * sizes.itemsOfBatch);
    assert.equal(data.messages?.length, sizes.messages);
    assert.equal(data.accessEntries?.length, sizes.connections, 'one for each opening');
    assert.equal(data.complete as unknown, true);
    assert.ok(peak < maxMegabytes, `${peak} MB`);
  } finally {
    await api.stop();
  }
});

/** Rows as the API would have made them, much sooner. */
async function fill(filename: string, user: string, key: string): Promise<void> {
  const db = knex({ client: 'sqlite3', connection: { filename }, useNullAsDefault: true });
  const keyring = await createKeyring({ current: parseVaultKey(key), previous: [] });
  const at = Date.now();
  const write = async (table: string, count: number, row: (index: number) => unknown) => {
    for (let index = 0; index < count; index += 1) {
      await db(table).insert((await row(index)) as object);
    }
  };
  try {
    await db.raw('PRAGMA busy_timeout = 20000');
    await write('platform_connections', sizes.connections, async (index) => {
      const id = randomUUID();
      const record = { collection: 'platform_connections', id, owner: user };
      const value = { username: `mia-${index}`, password: randomBytes(15_000).toString('hex') };
      return {
        id,
        user,
        platform: 'onlyfans',
        platform_username: `mia-${index}`,
        identity: `${user} ${index}`,
        encrypted_credentials: await seal(keyring, record, value),
        credentials_version: 1,
        seal_count: 1,
        credentials_updated_at: at,
        date_created: at,
      };
    });
    await write('caption_jobs', sizes.batches, () => ({
      id: randomUUID(),
      user,
      type: 'caption-batch',
      status: 'completed',
      progress: 100,
      items: JSON.stringify(items((index) => ({ platform: 'x', topic: `topic ${index}` }))),
      result: JSON.stringify(
        items((index) => ({
          ok: true,
          caption: `A caption, ${index}. ${'More words of it. '.repeat(10)}`,
          model: 'builtin',
          platform: 'x',
        })),
      ),
      attempts: 1,
      round: 0,
      revision: 1,
      date_created: at,
    }));
    const session = `genie-${user}`;
    await db('chat_sessions').insert({
      id: session,
      name: session,
      user,
      date_created: at,
      last_message_at: at,
    });
    await write('chat_messages', sizes.messages, (index) => ({
      session,
      user,
      role: index % 2 === 0 ? 'user' : 'assistant',
      content: `Message ${index}. ${'What was said in it. '.repeat(50)}`,
      date_created: at,
    }));
  } finally {
    await db.destroy();
  }
}

function items<T>(make: (index: number) => T): T[] {
  return Array.from({ length: sizes.itemsOfBatch }, (_, index) => make(index));
}
