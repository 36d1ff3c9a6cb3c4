import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import {
  leavingPaths,
  type OwnAccessAnswer,
  type OwnCollection,
} from '@genie-helper/guard-protocol';
import type { TestUser } from '../../../../test/support/directus-client.ts';
import { askGuard } from '../support/account-links.ts';
import { type DirectusPair, startPair } from '../support/directus-pair.ts';
import { testedDatabase } from '../support/postgres.ts';

const { client, skip } = testedDatabase();
const at = new Date('2026-03-01T09:30:00.123Z');
const sealed = { encrypted_credentials: 'x', credentials_updated_at: at, date_created: at };

describe(`what a person has (${client})`, { skip }, () => {
  let pair: DirectusPair;
  let owner: TestUser;
  let other: TestUser;

  before(async () => {
    pair = await startPair(client, {});
    [owner, other] = [await pair.one.admin.createUser(), await pair.one.admin.createUser()];
    for (const user of [owner, other]) await fill(pair, user.id);
  });
  after(() => pair?.stop());

  async function ask(path: string, body: object): Promise<Record<string, unknown>> {
    const { status, data, text } = await askGuard(pair.two, path, body);
    assert.equal(status, 200, text);
    return data as Record<string, unknown>;
  }

  /** All pages of two. */
  async function rowsOf(collection: OwnCollection, userId: string) {
    const rows: Record<string, unknown>[] = [];
    for (;;) {
      const after = rows.at(-1)?.id;
      const body = {
        collection,
        userId,
        limit: 2,
        ...(after === undefined ? {} : { after: `${after}` }),
      };
      const page = (await ask(leavingPaths.rows, body)).rows as typeof rows;
      rows.push(...page);
      if (page.length < 2) return rows;
    }
  }

  test('comes page by page, each row once, and nothing of others', async () => {
    const counts: Record<OwnCollection, number> = {
      platform_connections: 5,
      platform_sessions: 1,
      download_credentials: 1,
      caption_jobs: 3,
      captions: 3,
      chat_sessions: 1,
      chat_messages: 3,
    };
    for (const [collection, count] of Object.entries(counts)) {
      const rows = await rowsOf(collection as OwnCollection, owner.id);
      assert.equal(new Set(rows.map(({ id }) => id)).size, count, collection);
      assert.equal(rows.length, count, collection);
    }
    const [job] = await rowsOf('caption_jobs', owner.id);
    assert.deepEqual(job?.items, [{ platform: 'x' }]);
    assert.equal(job?.date_created, at.toISOString());
    assert.equal(job?.finished_at, null);
  });

  test('is asked for by the collections that are named, and by the secret alone', async () => {
    for (const body of [
      { collection: 'directus_users', userId: owner.id, limit: 2 },
      { collection: 'caption_jobs', userId: 'x', limit: 2 },
      { collection: 'caption_jobs', userId: owner.id, limit: 101 },
    ]) {
      assert.equal((await askGuard(pair.one, leavingPaths.rows, body)).status, 400);
    }
    for (const path of [leavingPaths.rows, leavingPaths.access]) {
      const { status } = await askGuard(pair.one, path, { userId: owner.id }, {});
      assert.equal(status, 401);
    }
  });

  test('entries of the log are those about the own records, newest first', async () => {
    const { entries, total } = (await ask(leavingPaths.access, {
      userId: owner.id,
      limit: 2,
    })) as unknown as OwnAccessAnswer;
    assert.equal(total, 3);
    assert.deepEqual(
      entries.map(({ action }) => action),
      ['delete', 'reveal'],
    );
    assert.equal(entries[0]?.at, at.toISOString());
    const rest = (await ask(leavingPaths.access, {
      userId: owner.id,
      limit: 2,
      before: entries.at(-1)?.id,
    })) as unknown as OwnAccessAnswer;
    assert.deepEqual(
      rest.entries.map(({ action }) => action),
      ['create'],
    );
    assert.equal(rest.total, null);
  });
});
/** Rows of each kind, as our API writes them. */
async function fill({ db }: DirectusPair, user: string): Promise<void> {
  const connections = Array.from({ length: 5 }, () => randomUUID());
  for (const id of connections) {
    await db('platform_connections').insert({
      id,
      user,
      platform: 'x',
      identity: id,
      ...numbers,
      ...sealed,
    });
  }
  const [connection = ''] = connections;
  await db('platform_sessions').insert({
    id: randomUUID(),
    user,
    connection,
    captured_at: at,
    ...numbers,
    ...sealed,
  });
  await db('download_credentials').insert({
    id: randomUUID(),
    user,
    label: 'l',
    type: 'password',
    ...numbers,
    ...sealed,
  });
  for (let count = 0; count < 3; count += 1) {
    await db('caption_jobs').insert({
      id: randomUUID(),
      user,
      type: 'caption-batch',
      status: 'queued',
      items: JSON.stringify([{ platform: 'x' }]),
      date_created: at,
    });
    await db('captions').insert({
      id: randomUUID(),
      user,
      ...{ text: 'a', platform: 'x', tone: 'warm', topic: 'b', length: 'short', model: 'builtin' },
      ...{ source: 'single', search_text: 'a b', date_created: at },
    });
  }
  await db('chat_sessions').insert({
    id: `genie-${user}`,
    name: null,
    user,
    date_created: at,
    last_message_at: at,
  });
  for (let count = 0; count < 3; count += 1) {
    await db('chat_messages').insert({
      session: `genie-${user}`,
      user,
      role: 'user',
      content: 'Hello',
      date_created: at,
    });
  }
  const gone = randomUUID();
  const entry = (fields: object) => ({
    at,
    outcome: 'done',
    principal_kind: 'user',
    principal_id: user,
    collection: 'platform_connections',
    request_id: 'r',
    address: '203.0.113.9',
    ...fields,
  });
  await db('credential_access_log').insert(
    entry({ action: 'create', item: connection, connection }),
  );
  const server = { principal_kind: 'server', principal_id: 'current' };
  await db('credential_access_log').insert(
    entry({ action: 'reveal', item: connection, connection, ...server }),
  );
  await db('credential_access_log').insert(
    entry({ action: 'delete', item: gone, connection: gone }),
  );
  // What the person tried with somebody else's.
  await db('credential_access_log').insert(
    entry({ action: 'update', item: randomUUID(), outcome: 'not_owner' }),
  );
}

const numbers = { credentials_version: 1, seal_count: 1 };
