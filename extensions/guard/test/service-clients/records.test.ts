import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { describe, type TestContext, test } from 'node:test';
import { type ClientUse, lastUsedEveryMs, nonceLifeMs } from '@genie-helper/guard-protocol';
import knex, { type Knex } from 'knex';
import { logTable } from '../../src/audit/tables.ts';
import { createClientRecords } from '../../src/service-clients/client-records.ts';
import { createClientUses } from '../../src/service-clients/client-uses.ts';
import { clientsTable, createClientTables, noncesTable } from '../../src/service-clients/tables.ts';
import { makeLog } from '../support/log-table.ts';
import { makeEmptyDatabase, testedDatabase } from '../support/postgres.ts';

const { client, skip } = testedDatabase();
const logger = { info() {}, error: (error: unknown) => assert.fail(String(error)) };

async function open(t: TestContext) {
  const db: Knex =
    client === 'pg'
      ? knex({
          client,
          connection: {
            ...{ host: '127.0.0.1', port: 5432, user: 'postgres' },
            database: await makeEmptyDatabase(t),
          },
        })
      : knex({
          client,
          connection: ':memory:',
          useNullAsDefault: true,
          pool: { min: 1, max: 1 },
        });
  t.after(() => db.destroy());
  // Several processes may do it at once.
  await Promise.all([createClientTables(db), createClientTables(db)]);
  await makeLog(db);
  const records = createClientRecords({ db, logger });
  // Each has a sweep of its own, as each process has.
  return { db, records, uses: [1, 2, 3].map(() => createClientUses({ db, logger })) };
}

const newId = () => randomBytes(8).toString('hex');
const record = (id: string, version = 1, name = `client-${id}`) => ({
  ...{ id, name, version },
  sealed: `sealed ${version}`,
});

describe(`service clients on ${client}`, { skip }, () => {
  test('of many uses with one nonce, in many calls at one moment, one counts', async (t) => {
    const { records, uses } = await open(t);
    const ids = [newId(), newId()];
    for (const id of ids) await records.write(record(id), 'mia');
    for (let round = 0; round < 15; round += 1) {
      const nonces = [randomUUID(), randomUUID(), randomUUID()];
      const all = ids.flatMap((id) =>
        nonces.map((nonce): ClientUse => ({ id, version: 1, nonce })),
      );
      // The same ones in other orders, and one twice in a call.
      const calls = uses.flatMap((use, index) => {
        const mixed = index % 2 === 0 ? all : [...all].reverse();
        return [use({ uses: [...mixed, ...mixed.slice(0, 1)] }), use({ uses: mixed })];
      });
      const answers = await Promise.all(calls);
      const outcomes = answers.flatMap(({ outcomes }) => outcomes);
      assert.equal(outcomes.filter((outcome) => outcome === 'used').length, all.length);
      assert.ok(outcomes.every((outcome) => outcome === 'used' || outcome === 'replayed'));
    }
  });

  test('a use of a record that has changed consumes nothing, and an unknown one neither', async (t) => {
    const { db, records, uses } = await open(t);
    const [use] = uses;
    assert.ok(use);
    const id = newId();
    await records.write(record(id), 'mia');
    const nonce = randomUUID();
    const asked = [
      { id, version: 2, nonce },
      { id: newId(), version: 1, nonce },
    ];
    assert.deepEqual((await use({ uses: asked })).outcomes, ['changed', 'changed']);
    assert.deepEqual(await db(noncesTable), []);
    const good = { uses: [{ id, version: 1, nonce }] };
    assert.deepEqual((await use(good)).outcomes, ['used']);
    // One that counted stays used up, whatever came after.
    const changed = await use({ uses: [{ id, version: 2, nonce }] });
    assert.deepEqual(changed.outcomes, ['changed']);
    assert.deepEqual((await use(good)).outcomes, ['replayed']);
  });

  test('of two writes on one record the second is told, and so is a name that is taken', async (t) => {
    const { records } = await open(t);
    const id = newId();
    const write = async (body: object) => (await records.write(body, 'mia')).outcome;
    assert.equal(await write(record(id)), 'written');
    assert.equal(await write(record(newId(), 1, `client-${id}`)), 'name_taken');
    const raced = await Promise.all([write(record(id, 2)), write(record(id, 2))]);
    assert.deepEqual(raced.sort(), ['outdated', 'written']);
    assert.equal(await write(record(id, 4)), 'outdated');
    assert.equal(await write(record(newId(), 2)), 'outdated');
    const [found] = (await records.list()).clients;
    assert.deepEqual([found?.version, found?.sealed], [2, 'sealed 2']);
  });

  test('as many as there can be, and no more', async (t) => {
    const { db, records } = await open(t);
    const rows = Array.from({ length: 499 }, () => {
      const { version, ...others } = record(newId());
      return { ...others, version, created_at: 1, last_used_at: null };
    });
    await db.batchInsert(clientsTable, rows, 100);
    assert.equal((await records.write(record(newId()), 'mia')).outcome, 'written');
    assert.equal((await records.write(record(newId()), 'mia')).outcome, 'full');
    assert.equal((await records.list()).clients.length, 500);
  });

  test('records are looked at in the order of the question, at the time of the answer', async (t) => {
    const { records } = await open(t);
    const ids = [newId(), newId(), newId()];
    for (const id of ids.slice(0, 2)) await records.write(record(id), 'mia');
    const before = Date.now();
    const { now, clients } = await records.look({ ids: [ids[2], ids[1], ids[0]] });
    assert.ok(now >= before && now <= Date.now());
    assert.deepEqual(
      clients.map((found) => found?.id),
      [undefined, ids[1], ids[0]],
    );
  });

  test('a last use is written once in five minutes, and old nonces go', async (t) => {
    const { db, records, uses } = await open(t);
    const [use] = uses;
    assert.ok(use);
    const id = newId();
    await records.write(record(id), 'mia');
    const usedAt = async () => Number((await db(clientsTable).where({ id }).first())?.last_used_at);
    const expired = { client: id, nonce_hash: 'old', expires_at: Date.now() - 1 };
    await db(noncesTable).insert(expired);
    await use({ uses: [{ id, version: 1, nonce: randomUUID() }] });
    const left = await db(noncesTable);
    assert.equal(left.length, 1);
    assert.ok(Number(left[0]?.expires_at) > Date.now() + nonceLifeMs / 2);
    const first = await usedAt();
    assert.ok(Math.abs(first - Date.now()) < 60_000);
    await db(clientsTable).update({ last_used_at: first - lastUsedEveryMs + 60_000 });
    await use({ uses: [{ id, version: 1 }] });
    assert.equal(await usedAt(), first - lastUsedEveryMs + 60_000);
    await db(clientsTable).update({ last_used_at: first - lastUsedEveryMs - 1 });
    await use({ uses: [{ id, version: 1 }] });
    assert.ok((await usedAt()) >= first);
  });

  test('bodies of another form are refused with the name of the field', async (t) => {
    const { records, uses } = await open(t);
    const [use] = uses;
    assert.ok(use);
    const id = newId();
    for (const [work, field] of [
      [() => records.look({ ids: 'x' }), 'ids'],
      [() => records.look({ ids: ['x'] }), 'ids'],
      [() => records.look(null), 'ids'],
      [() => use({ uses: {} }), 'uses'],
      [() => use({ uses: [{ id, version: 0 }] }), 'version'],
      [() => use({ uses: [{ id, version: 1, nonce: 'x'.repeat(129) }] }), 'nonce'],
      [() => records.write({ ...record('x') }, 'mia'), 'id'],
      [() => records.write({ ...record(id), name: 'Big' }, 'mia'), 'name'],
      [() => records.write({ ...record(id), sealed: 1 }, 'mia'), 'sealed'],
    ] as const) {
      await assert.rejects(work(), (error: Error) => error.message.includes(field));
    }
  });

  test('each write has its entry, with what it was for; one that came to nothing has none', async (t) => {
    const { db, records } = await open(t);
    const id = newId();
    const name = `client-${id}`;
    await records.write(record(id), 'mia');
    await records.write({ ...record(id, 2), act: 'rotate' }, 'mia');
    await records.write({ ...record(id, 2), act: 'end' }, 'mia');
    await records.write({ ...record(id, 3), act: 'something else' }, 'mia');
    await records.write({ ...record(id, 4), act: 'end' }, 'mia');
    const rows = await db(logTable).orderBy('seq');
    assert.deepEqual(
      rows.map(({ action }) => action),
      ['create_client', 'rotate_client', 'change_client', 'end_client'],
    );
    for (const row of rows) {
      assert.deepEqual(
        [row.area, row.client, row.item, row.principal_id],
        ['client', name, id, 'mia'],
      );
    }
  });
});
