import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import knex, { type Knex } from 'knex';
import { createPreparedRows } from '../src/shared/prepared-rows.ts';

describe('prepared statements on SQLite', () => {
  let dir: string;
  let db: Knex;
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'genie-prepared-'));
    const filename = join(dir, 'some.db');
    db = knex({ client: 'sqlite3', connection: { filename }, useNullAsDefault: true });
    await db.schema.createTable('things', (table) => table.string('name'));
    await db('things').insert([{ name: 'a' }, { name: 'b' }]);
  });
  after(async () => {
    await db.destroy();
    await rm(dir, { recursive: true, force: true });
  });
  const sql = 'SELECT * FROM things WHERE name >= ? ORDER BY name';

  test('each run has its own values, and sees what was written before it', async () => {
    const rowsOf = createPreparedRows(db);
    assert.deepEqual(await rowsOf(sql, ['b']), [{ name: 'b' }]);
    assert.deepEqual(await rowsOf(sql, ['a']), [{ name: 'a' }, { name: 'b' }]);
    await db('things').insert({ name: 'c' });
    assert.deepEqual(await rowsOf(sql, ['b']), [{ name: 'b' }, { name: 'c' }]);
  });

  test('a statement goes on when the table has changed', async () => {
    const rowsOf = createPreparedRows(db);
    await rowsOf(sql, ['c']);
    await db.schema.alterTable('things', (table) => {
      table.integer('size').defaultTo(1);
    });
    assert.deepEqual(await rowsOf(sql, ['c']), [{ name: 'c', size: 1 }]);
  });

  test('an error is that of any query, and the connection serves the next one', async () => {
    const rowsOf = createPreparedRows(db);
    for (let count = 0; count < 3; count += 1) {
      await assert.rejects(rowsOf('SELECT * FROM absent', []), { code: 'SQLITE_ERROR' });
    }
    assert.equal((await rowsOf(sql, ['c'])).length, 1);
  });

  test('whoever listens to queries hears of it', async () => {
    const rowsOf = createPreparedRows(db);
    let count = 0;
    db.on('query-response', () => {
      count += 1;
    });
    await rowsOf(sql, ['c']);
    assert.equal(count, 1);
  });

  test('a connection with statements closes', async () => {
    const filename = join(dir, 'other.db');
    const other = knex({ client: 'sqlite3', connection: { filename }, useNullAsDefault: true });
    await createPreparedRows(other)('SELECT 1 AS one', []);
    const failures: unknown[] = [];
    other.client.pool.on('destroyFail', (...failure: unknown[]) => failures.push(failure));
    await other.destroy();
    assert.deepEqual(failures, []);
  });
});
