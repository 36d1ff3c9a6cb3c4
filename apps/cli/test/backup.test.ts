import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, test } from 'node:test';
import { spawnTied } from '../../../test/support/spawn-tied.ts';
import { backUpSqlite } from '../src/commands/data/backup-sqlite.ts';
import { runInProcess } from './support/run-in-process.ts';

const main = resolve(import.meta.dirname, '../src/main.ts');

/** Writes a pair of rows in each transaction, one transaction every few milliseconds, and says when it has begun. */
const writer = `
  const { DatabaseSync } = require('node:sqlite');
  const database = new DatabaseSync(process.argv[1], { timeout: 10_000 });
  const add = (table) => database.exec('INSERT INTO ' + table + ' VALUES (zeroblob(100))');
  setInterval(() => {
    database.exec('BEGIN IMMEDIATE');
    add('one');
    add('two');
    database.exec('COMMIT');
    process.stderr.write('.');
  }, Number(process.argv[2]));
`;

describe('genie data backup', () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'genie-backup-'));
    const database = new DatabaseSync(join(folder, 'directus.db'));
    database.exec('CREATE TABLE filler (x); CREATE TABLE one (x); CREATE TABLE two (x)');
    database.exec('BEGIN');
    const fill = database.prepare('INSERT INTO filler VALUES (randomblob(1000000))');
    for (let count = 0; count < 40; count += 1) fill.run();
    database.exec('COMMIT');
    database.close();
  });

  after(() => rm(folder, { recursive: true, force: true }));

  const variables = { DB_FILENAME: 'directus.db' };
  const backUp = (target: string) =>
    runInProcess(['data', 'backup', target, '--dir', folder], { variables });
  const countOf = (database: DatabaseSync, table: string) =>
    database.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n;

  for (const everyMs of [50, 1]) {
    test(`ends while somebody writes every ${everyMs} ms, and is of one moment`, async (t) => {
      const args = ['-e', writer, join(folder, 'directus.db'), String(everyMs)];
      const child = spawnTied(process.execPath, args, { isHeard: true });
      t.after(async () => {
        const ended = once(child, 'exit');
        // By then the next test has the file to itself.
        child.kill('SIGKILL');
        await ended;
      });
      if (child.stderr !== null) await once(child.stderr, 'data');
      const target = join(folder, `every-${everyMs}.db`);
      const { code, out, err } = await backUp(target);
      assert.equal(code, 0, err);
      assert.equal(out, `${target} is whole: 40 MB.\n`);
      const copy = new DatabaseSync(target, { readOnly: true });
      assert.equal(countOf(copy, 'filler'), 40);
      assert.equal(countOf(copy, 'one'), countOf(copy, 'two'));
      copy.close();
      assert.equal((await stat(target)).mode & 0o777, 0o600);
    });
  }

  test('half a write that a killed writer left is taken back first', async () => {
    const file = join(folder, 'directus.db');
    const half = `
      const { DatabaseSync } = require('node:sqlite');
      const database = new DatabaseSync(process.argv[1], { timeout: 10_000 });
      database.exec('PRAGMA cache_spill = 1; PRAGMA cache_size = 1000; BEGIN');
      database.exec('UPDATE filler SET x = zeroblob(1000000)');
      process.stderr.write('.');
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['-e', half, file], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const gone = once(child, 'exit');
    const said = await once(child.stderr, 'data');
    assert.equal(String(said), '.');
    child.kill('SIGKILL');
    await gone;
    assert.ok((await readdir(folder)).includes('directus.db-journal'));
    const target = join(folder, 'half.db');
    const { code, err } = await backUp(target);
    assert.equal(code, 0, err);
    const copy = new DatabaseSync(target, { readOnly: true });
    const empty = copy.prepare('SELECT count(*) AS n FROM filler WHERE x = zeroblob(1000000)');
    assert.equal(empty.get()?.n, 0);
    copy.close();
  });

  test('a backup that is killed, whenever, leaves none or a whole one', async () => {
    const target = join(folder, 'killed.db');
    const args = [main, 'data', 'backup', target, '--dir', folder];
    const child = spawn(process.execPath, args, { env: variables, stdio: 'ignore' });
    const ended = once(child, 'exit');
    const hasBegun = async () =>
      (await readdir(folder)).some((name) => name.startsWith('killed.db'));
    while (child.exitCode === null && !(await hasBegun())) {
      await new Promise((again) => setTimeout(again, 1));
    }
    child.kill('SIGKILL');
    await ended;
    const isThere = await access(target).then(
      () => true,
      () => false,
    );
    if (isThere) new DatabaseSync(target, { readOnly: true }).exec('SELECT count(*) FROM filler');
    assert.equal((await backUp(join(folder, 'again.db'))).code, 0);
  });

  test('an existing file is never replaced, and nothing is left beside it', async () => {
    const target = join(folder, 'taken.db');
    await writeFile(target, 'of before');
    const { code, err } = await backUp(target);
    assert.equal(code, 1);
    assert.match(err, /taken\.db is there already\. Name a file that is not\./);
    assert.equal((await stat(target)).size, 9);
    assert.deepEqual(
      (await readdir(folder)).filter((name) => /taken.*incomplete/.test(name)),
      [],
    );
  });

  test('what is no database, or a folder that is not there, is said in a sentence', async () => {
    await writeFile(join(folder, 'text.db'), 'no database at all'.repeat(100));
    const run = (file: string, target: string) =>
      runInProcess(['data', 'backup', target, '--dir', folder], {
        variables: { DB_FILENAME: file },
      });
    for (const [file, target] of [
      ['text.db', 'a.db'],
      ['missing.db', 'b.db'],
      ['directus.db', 'no/folder/c.db'],
    ] as const) {
      const { code, err } = await run(file, join(folder, target));
      assert.equal(code, 1);
      assert.doesNotMatch(err, /\n\s+at /);
      await assert.rejects(access(join(folder, target)));
    }
    const pg = { DB_CLIENT: 'pg', DB_HOST: 'db', DB_DATABASE: 'a', DB_USER: 'b' };
    const { err } = await runInProcess(['data', 'backup', 'x', '--dir', folder], {
      variables: pg,
    });
    assert.match(err, /pg_dump/);
  });

  test('where .env does not say which file it is, none is taken for it', async (t) => {
    // As a move to PostgreSQL leaves it behind.
    const dir = await mkdtemp(join(tmpdir(), 'genie-moved-'));
    t.after(() => rm(dir, { recursive: true, force: true }));
    await mkdir(join(dir, 'data'));
    new DatabaseSync(join(dir, 'data/directus.db')).exec('CREATE TABLE former (x)');
    const target = join(dir, 'copy.db');
    const run = () => runInProcess(['data', 'backup', target, '--dir', dir]);
    const envPath = join(dir, '.env');
    for (const [text, says] of [
      ['DB_CLIENT=postgresql\n', /^DB_CLIENT must be sqlite3 or pg\./],
      [Buffer.from('DB_CLIENT=pg\n', 'utf16le'), /no text in UTF-8/],
    ] as const) {
      await writeFile(envPath, text);
      const { code, err } = await run();
      assert.equal(code, 1);
      assert.match(err, says);
    }
    await rm(envPath);
    await mkdir(envPath);
    assert.match((await run()).err, /can't be read \(EISDIR\)/);
    await assert.rejects(access(target));
    await rm(envPath, { recursive: true });
    await writeFile(envPath, 'LLM_TIMEOUT_MS=soon\n');
    assert.equal((await run()).code, 0, 'what has nothing to do with it hinders no backup');
  });

  describe('on a disk without hard links, as shared and removable ones are', () => {
    const refusesLinks = () =>
      Promise.reject(Object.assign(new Error('told to'), { code: 'EPERM' }));
    const backUpThere = (target: string) =>
      backUpSqlite(join(folder, 'directus.db'), target, { linkFile: refusesLinks });

    test('the copy gets its name all the same, once it is whole', async () => {
      const target = join(folder, 'linkless.db');
      assert.equal(await backUpThere(target), (await stat(target)).size);
      const copy = new DatabaseSync(target, { readOnly: true });
      assert.equal(countOf(copy, 'filler'), 40);
      copy.close();
      assert.equal((await stat(target)).mode & 0o777, 0o600);
      assert.deepEqual(
        (await readdir(folder)).filter((name) => /linkless.*incomplete/.test(name)),
        [],
      );
    });

    test('an existing file is never replaced', async () => {
      const target = join(folder, 'kept.db');
      await writeFile(target, 'what was there');
      await assert.rejects(backUpThere(target), /is there already/);
      assert.equal((await stat(target)).size, 'what was there'.length);
    });
  });

  describe('on a disk that syncs no folders, as some shared ones are', () => {
    const backUpThere = (target: string, code: string) =>
      backUpSqlite(join(folder, 'directus.db'), target, {
        syncFolder: () => Promise.reject(Object.assign(new Error('told to'), { code })),
      });

    test('the copy is made all the same', async () => {
      for (const code of ['EINVAL', 'ENOTSUP', 'EPERM']) {
        const target = join(folder, `unsynced-${code}.db`);
        assert.equal(await backUpThere(target, code), (await stat(target)).size);
      }
    });

    test('a disk that fails gives no backup, and a sentence', async () => {
      const target = join(folder, 'failed.db');
      await assert.rejects(backUpThere(target, 'EIO'), {
        name: 'CliError',
        message: `${target} can't be written (EIO).`,
      });
      await assert.rejects(access(target));
    });
  });
});
