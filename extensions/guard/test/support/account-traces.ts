import assert from 'node:assert/strict';
import { field, type TestUser } from '../../../../test/support/directus-client.ts';
import { testAdmin } from '../../../../test/support/directus-settings.ts';
import { issue } from './account-links.ts';
import type { DirectusPair } from './directus-pair.ts';
import { logIn } from './revocation-events.ts';

/** A file of somebody's, as Directus keeps it. @returns its id, and its name in the storage */
export async function upload(
  { one }: DirectusPair,
  { id }: TestUser,
): Promise<{ id: string; name: string }> {
  const form = new FormData();
  form.append('title', `of ${id}`.slice(0, 10));
  form.append('file', new Blob(['hello'], { type: 'text/plain' }), 'hello.txt');
  const response = await fetch(`${one.url}/files`, {
    method: 'POST',
    body: form,
    headers: { authorization: `Bearer ${testAdmin.token}` },
  });
  const { data } = (await response.json()) as { data: { id: string; filename_disk: string } };
  return { id: data.id, name: data.filename_disk };
}

/** Everything in which Directus and we could name a person. */
export async function makeTraces(
  { one, db }: DirectusPair,
  leaver: TestUser,
  other: TestUser,
): Promise<void> {
  const { id, email } = leaver;
  const { admin } = one;
  await logIn(one, leaver, 'json');
  const at = new Date().toISOString();
  const sealed = { encrypted_credentials: 'x', credentials_updated_at: at, date_created: at };
  const items: [collection: string, item: Record<string, unknown>][] = [
    ['platform_connections', { user: id, platform: 'x', identity: `${id} x`, ...sealed }],
    ['download_credentials', { user: id, label: email, type: 'password', ...sealed }],
    [
      'caption_jobs',
      { user: id, type: 'caption-batch', status: 'completed', items: [], date_created: at },
    ],
    [
      'captions',
      {
        ...{ user: id, text: email, platform: 'x', tone: 'warm', topic: email, length: 'short' },
        ...{ model: 'builtin', source: 'single', search_text: email, date_created: at },
      },
    ],
    [
      'chat_sessions',
      { id: `genie-${id}`, user: id, name: email, date_created: at, last_message_at: at },
    ],
    [
      'chat_messages',
      {
        session: `genie-${id}`,
        user: id,
        role: 'user',
        content: `I am ${email}`,
        date_created: at,
      },
    ],
    ['credential_access_log', entry({ principal_kind: 'user', principal_id: id, address: '::1' })],
    [
      'credential_access_log',
      entry({ action: 'reveal', request_id: 'by-the-server', principal_id: 'current' }),
    ],
    ['credential_access_log', entry({ action: 'delete', item: id, connection: id })],
  ];
  for (const [collection, item] of items)
    await ok(admin.request('POST', `/items/${collection}`, item));
  await ok(admin.request('PATCH', `/users/${id}`, { last_name: 'Reyes', email: `new-${email}` }));
  await ok(admin.request('PATCH', `/users/${id}`, { email }));
  await ok(admin.request('POST', '/presets', { user: id, collection: 'directus_users' }));
  const note = await admin.request('POST', '/items/guard_notes', {});
  const item = String(field(note.data, 'id'));
  const place = { collection: 'guard_notes', item };
  await ok(admin.request('POST', '/comments', { ...place, comment: `Ask @${id} or ${id}` }));
  await db('directus_comments').insert({
    id: crypto.randomUUID(),
    ...place,
    comment: 'mine',
    user_created: id,
    user_updated: id,
    date_created: new Date(),
  });
  await db('directus_notifications').insert([
    { recipient: id, subject: 'to', status: 'inbox' },
    { recipient: other.id, sender: id, subject: 'from', status: 'inbox' },
  ]);
  await db('directus_shares').insert({
    id: crypto.randomUUID(),
    name: 'mine',
    ...place,
    user_created: id,
  });
  await db('directus_dashboards').insert({ id: crypto.randomUUID(), name: 'd', user_created: id });
  await db('directus_settings').update({ project_owner: email });
  await issue(one, { userId: id, purpose: 'not-me' });
  await db('genie_known_devices').insert({
    user: id,
    device_hash: 'h',
    first_seen_at: 1,
    seen_at: 1,
  });
}

function entry(fields: Record<string, unknown>) {
  return {
    at: new Date().toISOString(),
    action: 'create',
    outcome: 'done',
    principal_kind: 'server',
    principal_id: 'current',
    collection: 'platform_connections',
    item: crypto.randomUUID(),
    connection: null,
    request_id: 'r',
    address: '203.0.113.9',
    ...fields,
  };
}

async function ok(answer: Promise<{ status: number; text: string }>): Promise<void> {
  const { status, text } = await answer;
  assert.ok(status < 300, text);
}
