import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import { type DirectusSettings, inspectDatabase } from '@genie-helper/directus';
import { prepareDatabase } from '../src/commands/up/directus-process.ts';
import { temporaryDir } from './support/installation.ts';

async function setUp(t: TestContext, password = 'x'.repeat(20)) {
  const dataDir = await temporaryDir(t);
  const filename = join(dataDir, 'directus.db');
  const settings: DirectusSettings = {
    host: '127.0.0.1',
    port: 1,
    publicUrl: 'http://127.0.0.1:1',
    dataDir,
    database: { client: 'sqlite3', filename },
    secret: 'x'.repeat(40),
    admin: { email: 'admin@example.com', password, token: 'x'.repeat(40) },
    logLevel: 'info',
  };
  const bootstrapped: string[] = [];
  const prepare = (
    version: string,
    { failure, migrate }: { failure?: Error; migrate?: () => void } = {},
  ) =>
    prepareDatabase(settings, {
      directus: {
        versionOf: async () => version,
        inspectDatabase,
        async bootstrapDirectus({ database }) {
          const file = database.client === 'sqlite3' ? database.filename : '';
          bootstrapped.push(file);
          if (migrate === undefined) await writeFile(file, 'tables');
          else migrate();
          if (failure !== undefined) throw failure;
        },
      },
      signal: new AbortController().signal,
      onLine: () => {},
    });
  return { filename, bootstrapped, prepare };
}

test('sets a database up once, readable by its owner only', async (t) => {
  const { filename, bootstrapped, prepare } = await setUp(t);
  assert.equal(await prepare('11.0.0'), 'made');
  assert.equal(await prepare('11.0.0'), 'up to date');
  assert.equal(bootstrapped.length, 1);
  assert.equal((await stat(filename)).mode & 0o777, 0o600);
});

test('keeps no half-made database, so the next start makes a whole one', async (t) => {
  const { filename, bootstrapped, prepare } = await setUp(t);
  await assert.rejects(prepare('11.0.0', { failure: new Error('interrupted') }), /interrupted/);
  assert.equal(existsSync(filename), false);
  assert.equal(existsSync(String(bootstrapped[0])), false);
  assert.equal(await prepare('11.0.0'), 'made');
});

test('brings the tables up to date when Directus has changed its version', async (t) => {
  const { filename, bootstrapped, prepare } = await setUp(t);
  await prepare('11.0.0');
  assert.equal(await prepare('11.1.0'), 'up to date');
  assert.equal(bootstrapped.at(-1), filename);
});

test('brings a backup up to date that was put in place of the file, whoever was here last', async (t) => {
  const { filename, bootstrapped, prepare } = await setUp(t);
  const fill = (count: number) => {
    const file = new DatabaseSync(filename);
    file.exec('CREATE TABLE IF NOT EXISTS directus_users (id text)');
    file.exec('CREATE TABLE IF NOT EXISTS directus_migrations (version text)');
    file.exec('DELETE FROM directus_migrations');
    const add = file.prepare('INSERT INTO directus_migrations VALUES (?)');
    for (let n = 0; n < count; n += 1) add.run(`2025010${n}A`);
    file.close();
  };
  fill(2);
  const migrate = () => fill(3);
  await prepare('11.1.0', { migrate });
  await prepare('11.1.0', { migrate });
  assert.equal(bootstrapped.length, 1);
  fill(2);
  await prepare('11.1.0', { migrate });
  assert.equal(bootstrapped.length, 2);
});

test('makes no database whose first administrator would have a common password', async (t) => {
  const { filename, bootstrapped, prepare } = await setUp(t, 'password1');
  await assert.rejects(prepare('11.0.0'), /ADMIN_PASSWORD is among the most common passwords/);
  assert.deepEqual([existsSync(filename), bootstrapped], [false, []]);
});

test('brings the tables up to date whatever password was the first one', async (t) => {
  const { filename, prepare } = await setUp(t, 'password1');
  const db = new DatabaseSync(filename);
  db.exec('CREATE TABLE directus_users (id text)');
  db.close();
  assert.equal(await prepare('11.1.0'), 'up to date');
});
