import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { type ChainReport, type LogRow, verifyChain } from '@genie-helper/audit-chain';
import { auditPaths } from '@genie-helper/guard-protocol';
import { field } from '../../../../test/support/directus-client.ts';
import { type AccessEntry, appendEntries, lockChain } from '../../src/audit/index.ts';
import type { Caller } from '../support/caller.ts';
import { type DirectusPair, startPair } from '../support/directus-pair.ts';
import { beginDeletion, eraseDue, passTime } from '../support/leaving.ts';
import { testedDatabase } from '../support/postgres.ts';

const { client, skip } = testedDatabase();
const log = 'credential_access_log';
const path = `/items/${log}`;

describe(`the access log's chain (${client})`, { skip }, () => {
  let pair: DirectusPair;
  let db: DirectusPair['db'];
  let owner: { id: string; email: string; password: string };

  before(async () => {
    pair = await startPair(client, {});
    db = pair.db;
    // This process takes turns with both Directus, which try again where the file is taken.
    if (client === 'sqlite3') await db.raw('PRAGMA busy_timeout = 60000');
    owner = await pair.one.admin.createUser();
  });
  after(() => pair?.stop());

  const entry = (more: Partial<AccessEntry> = {}): AccessEntry => ({
    ...{ at: new Date().toISOString(), action: 'reveal', outcome: 'done' },
    ...{ principal_kind: 'server', principal_id: 'current', request_id: 'r', address: '::1' },
    ...{ collection: 'platform_connections', item: randomUUID(), ...more },
  });
  const post = (body: unknown, { admin }: Caller = pair.one) => admin.request('POST', path, body);

  async function verify(): Promise<ChainReport> {
    const rows: LogRow[] = await db(log).orderBy('seq');
    const unchained = rows.filter(({ seq }) => seq === null);
    const chained = rows.filter(({ seq }) => seq !== null);
    const head = await db('genie_audit_chain').first('seq', 'hash');
    return await verifyChain(
      (async function* () {
        yield [...unchained, ...chained];
      })(),
      { head: { seq: Number(head.seq), hash: head.hash } },
    );
  }

  async function assertVerifies(): Promise<void> {
    assert.equal((await verify()).fault, undefined);
  }

  test('what is older than the chain comes into it first, in the order of its times', async () => {
    const old = (day: number) => ({ ...entry(), at: new Date(Date.UTC(2026, 0, day)) });
    const rows = [old(3), old(1), old(2)];
    await db(log).insert(rows);
    assert.equal((await post(entry())).status, 200);
    await assertVerifies();
    const chained = await db(log)
      .whereIn(
        'item',
        rows.map(({ item }) => item),
      )
      .orderBy('seq');
    const days = chained.map(({ at }) => new Date(at).getUTCDate());
    assert.deepEqual(days, [1, 2, 3]);
    assert.equal(Number(chained[0].seq), 1);
  });

  test('of many writers at both processes and beside them none forks it', async () => {
    const before = (await verify()).entries;
    const writes = Array.from({ length: client === 'pg' ? 60 : 24 }, async (_, index) => {
      if (index % 3 === 2) {
        await db.transaction((trx) => appendEntries(trx, [entry(), entry()]));
        return 2;
      }
      const { status, text } = await post(entry(), index % 3 === 0 ? pair.one : pair.two);
      assert.equal(status, 200, text);
      return 1;
    });
    const written = (await Promise.all(writes)).reduce((sum: number, count) => sum + count, 0);
    const report = await verify();
    assert.equal(report.fault, undefined);
    assert.equal(report.entries, before + written);
  });

  test('a transaction that fails leaves no trace in it', async () => {
    const { entries } = await verify();
    const failing = db.transaction(async (trx) => {
      await appendEntries(trx, [entry()]);
      throw new Error('something else failed');
    });
    await assert.rejects(failing, /something else/);
    const claim = `platform_connections/${randomUUID()}/1`;
    assert.equal((await post(entry({ claim }))).status, 200);
    assert.equal((await post(entry({ claim }))).status, 400);
    assert.equal((await verify()).entries, entries + 1);
    await assertVerifies();
  });

  test('who falls silent with the end of the chain keeps others waiting for seconds alone', {
    skip: client !== 'pg' && 'SQLite has one writer, whose lock goes with its process',
  }, async () => {
    const silent = await db.transaction();
    await lockChain(silent);
    // Waits without a limit: it can go on only when PostgreSQL has ended the other.
    await db.transaction((trx) => appendEntries(trx, [entry()]));
    await assert.rejects(silent.raw('SELECT 1'));
    await silent.rollback().catch(() => undefined);
    await assertVerifies();
  });

  test('an entry that carries its record is hashed with what names it', async () => {
    const id = randomUUID();
    const now = new Date().toISOString();
    const record = {
      ...{ id, user: owner.id, platform: 'x', identity: id, encrypted_credentials: 'sealed' },
      ...{ credentials_version: 1, seal_count: 1, credentials_updated_at: now, date_created: now },
    };
    const { status, text } = await post({ ...entry(), item: record });
    assert.equal(status, 200, text);
    assert.ok(await db(log).where({ item: id }).first('seq'));
    await assertVerifies();
  });

  test('nobody gives an entry a place, a hash or a salt of the own choice', async () => {
    const own = { seq: 1, hash: 'a', previous_hash: 'b', principal_seal: 'h.c', item_seal: 'h.d' };
    assert.equal((await post({ ...entry(), ...own })).status, 200);
    await assertVerifies();
  });

  test('texts that a database would change are hashed as they are kept', async () => {
    const at = '2026-11-27T20:00:00.123456Z';
    const strange = { address: '☕ é e\u0301', principal_id: ' x ' };
    const { status, text } = await post({ ...entry(strange), at });
    assert.equal(status, 200, text);
    const broken = entry({ ...strange, request_id: 'a\ud800b', at });
    await db.transaction((trx) => appendEntries(trx, [broken]));
    await assertVerifies();
  });

  test('an entry that lacks something is refused by its name', async () => {
    const { status, text } = await post({ ...entry(), outcome: null });
    assert.equal(status, 400);
    assert.match(text, /outcome must be a text/);
  });

  test('administrators change and remove no entry through any door', async () => {
    const before = await db(log).orderBy('id');
    const { id } = before[0];
    const { admin } = pair.one;
    const answers = [
      await admin.request('PATCH', `${path}/${id}`, { action: 'x' }),
      await admin.request('PATCH', path, { keys: [id], data: { action: 'x' } }),
      await admin.request('DELETE', `${path}/${id}`),
      await admin.request('DELETE', path, [id]),
    ];
    assert.deepEqual(
      answers.map(({ status }) => status),
      [403, 403, 403, 403],
    );
    const mutation = `mutation { delete_${log}_item(id: ${id}) { id } }`;
    const { body } = await admin.graphql('items', mutation);
    assert.ok(field(body, 'errors') !== undefined);
    assert.deepEqual(await db(log).orderBy('id'), before);
  });

  test('an erased person leaves entries without a name, and a chain that verifies', async () => {
    const leaver = await pair.one.admin.createUser();
    await db.transaction((trx) =>
      appendEntries(trx, [
        entry({ principal_kind: 'user', principal_id: leaver.id, address: '203.0.113.9' }),
        entry({ item: leaver.id, connection: leaver.id }),
        entry({ principal_kind: 'user', principal_id: leaver.id, item: leaver.id }),
      ]),
    );
    await beginDeletion(pair.one, leaver);
    await passTime(db, leaver.id, 8 * 86_400_000);
    assert.deepEqual(await eraseDue(pair.one), [leaver.id]);
    const text = JSON.stringify(await db(log));
    assert.ok(!text.includes(leaver.id));
    const report = await verify();
    assert.equal(report.fault, undefined);
    // The three, the sign-in, and the act by which it left.
    assert.equal(report.erased, 5);
  });

  test('what SQL changes, removes or puts in is found', async () => {
    const last = await db(log).orderBy('seq', 'desc').first();
    const { seq } = await db(log).where('seq', '>', 3).first('seq');
    await db(log).where({ seq }).update({ address: 'forged' });
    assert.deepEqual((await verify()).fault, { kind: 'changed', seq: Number(seq) });
    await db(log).where({ seq }).delete();
    assert.deepEqual((await verify()).fault, { kind: 'removed', seq: Number(seq) });
    await db(log).insert({ ...last, id: undefined, seq: null, claim: null });
    assert.equal((await verify()).fault?.kind, 'unchained');
  });

  test('what SQL puts before the first number is told with the end of the log', async () => {
    const { request } = pair.one.admin;
    const unchained = async () => {
      const { data } = await request('POST', auditPaths.head, {});
      return field(data, 'unchained');
    };
    const before = Number(await unchained());
    const last = await db(log).orderBy('seq', 'desc').first();
    for (const seq of [0, -7]) await db(log).insert({ ...last, id: undefined, seq, claim: null });
    assert.equal(await unchained(), before + 2);
  });
});
