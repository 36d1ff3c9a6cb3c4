/** The copy from SQLite to PostgreSQL, on small tables; test/postgres/move-to-postgres.test.ts moves an installation. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, type TestContext, test } from 'node:test';
import knex, { type Knex } from 'knex';
import { makeEmptyDatabase, whyNoPostgres } from '../../extensions/guard/test/support/postgres.ts';
import { toPostgres } from '../src/import-sqlite/convert.ts';
import { fillEmptyPostgres, ImportError } from '../src/import-sqlite/import-sqlite.ts';

const server = { host: '127.0.0.1', port: 5432, user: 'postgres' };
const skip = whyNoPostgres() ?? false;

test('each kind of value of SQLite becomes what PostgreSQL keeps', () => {
  for (const [value, type, expected] of [
    [null, 'boolean', null],
    [0n, 'boolean', 'false'],
    [1n, 'boolean', 'true'],
    [1795771747786n, 'timestamp with time zone', '2026-11-27T09:29:07.786Z'],
    ['2026-11-27 09:28:40', 'timestamp with time zone', '2026-11-27T09:28:40.000Z'],
    ['2026-11-27T09:28:40.5', 'timestamp with time zone', '2026-11-27T09:28:40.500Z'],
    ['2026-11-27T10:28:40+01:00', 'timestamp with time zone', '2026-11-27T09:28:40.000Z'],
    ['{"a": [1, "ü"]}', 'json', '{"a": [1, "ü"]}'],
    [5n, 'json', '5'],
    [9007199254740993n, 'bigint', '9007199254740993'],
    [0.1, 'double precision', '0.1'],
    ['😀'.repeat(3), 'character varying(3)', '😀'.repeat(3)],
    ['00ff', 'text', '00ff'],
  ] as const) {
    assert.equal(toPostgres(value, type), expected, `${value} as ${type}`);
  }
});

test('a value that PostgreSQL would refuse or change is refused, and not shown', () => {
  for (const [value, type, reason] of [
    [2n, 'boolean', /neither true nor false/],
    ['soon', 'timestamp with time zone', /is no time/],
    ['{secret', 'json', /is no JSON/],
    ['secret', 'character varying(5)', /longer than the 5 characters/],
    ['sec\0ret', 'text', /NUL/],
    [new Uint8Array(2), 'text', /bytes/],
  ] as const) {
    assert.throws(
      () => toPostgres(value, type),
      (error: Error) => reason.test(error.message) && !error.message.includes('sec'),
    );
  }
});

/** What Directus and the guard make, in small: rows that point to each other, a trigger, numbers by themselves. */
const schema = {
  sqlite: `
    CREATE TABLE directus_migrations (version varchar(255) PRIMARY KEY);
    INSERT INTO directus_migrations VALUES ('20260101A');
    CREATE TABLE nodes (id char(36) PRIMARY KEY, parent char(36) REFERENCES nodes, first integer REFERENCES entries);
    CREATE TABLE entries (id integer PRIMARY KEY AUTOINCREMENT, node char(36) NOT NULL REFERENCES nodes,
      is_on boolean, at datetime, facts json, name varchar(5));`,
  postgres: `
    CREATE TABLE directus_migrations (version varchar(255) PRIMARY KEY);
    INSERT INTO directus_migrations VALUES ('20260101A');
    CREATE TABLE nodes (id uuid PRIMARY KEY, parent uuid REFERENCES nodes, first integer);
    CREATE TABLE entries (id serial PRIMARY KEY, node uuid NOT NULL REFERENCES nodes,
      is_on boolean, at timestamptz, facts json, name varchar(5));
    ALTER TABLE nodes ADD FOREIGN KEY (first) REFERENCES entries;
    CREATE FUNCTION genie_noted() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'noted'; END $$ LANGUAGE plpgsql;
    CREATE TRIGGER genie_noted AFTER INSERT OR TRUNCATE ON nodes FOR EACH STATEMENT EXECUTE FUNCTION genie_noted();`,
};
const [parent, child] = [
  '00000000-0000-4000-8000-000000000002',
  '00000000-0000-4000-8000-000000000001',
];

describe('a SQLite file that is copied into PostgreSQL', { skip }, () => {
  async function start(t: TestContext) {
    const dir = await mkdtemp(join(tmpdir(), 'genie-import-'));
    t.after(() => rm(dir, { recursive: true, force: true }));
    const filename = join(dir, 'directus.db');
    const file = new DatabaseSync(filename);
    t.after(() => file.close());
    file.exec(schema.sqlite);
    file.exec('PRAGMA foreign_keys = off');
    const database = await makeEmptyDatabase(t);
    const db = knex({ client: 'pg', connection: { ...server, database } });
    t.after(() => db.destroy());
    const fill = (from: { filename: string; signal?: AbortSignal } = { filename }) =>
      fillEmptyPostgres({ client: 'pg', ...server, database }, async (importSqlite) => {
        await db.raw(schema.postgres);
        await importSqlite(from);
      });
    return { filename, file, db, fill };
  }

  const fillIn = (file: DatabaseSync) => {
    // The child comes first, so that it points to what isn't there yet, and so does each to its entry.
    file.exec(`INSERT INTO nodes VALUES ('${child}', '${parent}', 7), ('${parent}', NULL, 8)`);
    file.exec(`INSERT INTO entries VALUES (7, '${child}', 1, 1795771747786, '{"a":1}', 'mia'),
      (8, '${parent}', 0, '2026-11-27 09:28:40', NULL, NULL), (40, '${parent}', 0, NULL, NULL, NULL)`);
    file.exec('DELETE FROM entries WHERE id = 40');
  };
  const relations = (db: Knex) =>
    db
      .raw(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
      )
      .then(({ rows }) => rows);
  const isRefused = (pattern: RegExp) => (error: Error & { fix?: string }) =>
    error instanceof ImportError && pattern.test(`${error.message} ${error.fix ?? ''}`);

  test('has every row, whatever order they come in; no number is given a second time', async (t) => {
    const { file, db, fill } = await start(t);
    fillIn(file);
    await fill();
    assert.deepEqual(await db('nodes').orderBy('id'), [
      { id: child, parent, first: 7 },
      { id: parent, parent: null, first: 8 },
    ]);
    const [one, two] = await db('entries').orderBy('id');
    assert.deepEqual(
      [one.is_on, one.at.getTime(), one.facts, one.name],
      [true, 1795771747786, { a: 1 }, 'mia'],
    );
    assert.deepEqual([two.is_on, two.at.toISOString()], [false, '2026-11-27T09:28:40.000Z']);
    const [added] = await db('entries').insert({ node: parent }).returning('id');
    assert.equal(added.id, 41);
  });

  test('leaves triggers at work, and foreign keys looked at by each statement', async (t) => {
    const { file, db, fill } = await start(t);
    fillIn(file);
    await fill();
    await assert.rejects(async () => db('nodes').insert({ id: crypto.randomUUID() }), /noted/);
    await db.transaction(async (trx) => {
      await assert.rejects(
        async () => trx('entries').insert({ node: crypto.randomUUID() }),
        /foreign key/,
      );
      await trx.rollback();
    });
  });

  test('leaves nothing where one value is refused, and names its place alone', async (t) => {
    const { file, db, fill } = await start(t);
    fillIn(file);
    file.exec("UPDATE entries SET name = 'secret' WHERE id = 8");
    await assert.rejects(
      fill(),
      isRefused(/^entries\.name, rowid 8: the value is longer than the 5 /),
    );
    assert.deepEqual(await relations(db), []);
  });

  test('leaves nothing where it is stopped', async (t) => {
    const { file, db, fill, filename } = await start(t);
    fillIn(file);
    const signal = AbortSignal.abort(new Error('enough'));
    await assert.rejects(fill({ filename, signal }), { message: 'enough' });
    assert.deepEqual(await relations(db), []);
  });

  test('is refused where it has more or less than this release, or is of another one', async (t) => {
    for (const [change, pattern] of [
      ['CREATE TABLE shoes (id integer)', /doesn't make: shoes\. /],
      ['ALTER TABLE nodes ADD COLUMN size integer', /doesn't make: nodes\.size\. /],
      [
        'ALTER TABLE entries DROP COLUMN name',
        /lacks what this release has: entries\.name\. Start this/,
      ],
      ["UPDATE directus_migrations SET version = '20250101A'", /by another release\. Start this/],
      [
        `INSERT INTO entries (node) VALUES ('${crypto.randomUUID()}')`,
        /In entries a row points to/,
      ],
    ] as const) {
      await t.test(change.slice(0, 40), async (t) => {
        const { file, db, fill } = await start(t);
        file.exec(change);
        await assert.rejects(fill(), isRefused(pattern));
        assert.deepEqual(await relations(db), []);
      });
    }
  });

  test('is refused, and nothing touched, where something is in the database already', async (t) => {
    const { file, db, fill } = await start(t);
    fillIn(file);
    await db.raw('CREATE VIEW one AS SELECT 1 AS id');
    await assert.rejects(fill(), isRefused(/is not empty: it has one\. Make a new one/));
    assert.deepEqual((await db.raw('SELECT * FROM one')).rows, [{ id: 1 }]);
  });
});
