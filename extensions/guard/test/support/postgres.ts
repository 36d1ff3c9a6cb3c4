import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import knex, { type Knex } from 'knex';
import {
  applyDesiredState,
  bootstrapDirectus,
  type DirectusProcess,
  type DirectusSettings,
  startDirectus,
} from '../../../../directus/src/index.ts';
import { testAdmin, testDirectusSettings } from '../../../../test/support/directus-settings.ts';
import { sourcesHash } from '../../../../test/support/directus-template.ts';
import { freePort } from '../../../../test/support/free-port.ts';
import { readVariable } from '../../../../test/support/process-environment.ts';
import { type Caller, createCaller } from './caller.ts';
import { guardVariables } from './guarded-directus.ts';

const server = { host: '127.0.0.1', port: 5432, user: 'postgres' };

/** Ends with the error, if there is one. */
const askPostgres = `
  import { createRequire } from 'node:module';
  const { Client } = createRequire(${JSON.stringify(import.meta.filename)})('pg');
  const client = new Client(${JSON.stringify({ ...server, database: 'postgres' })});
  await client.connect();
  await client.query('SELECT 1');
  await client.end();
`;

/** Why the tests on PostgreSQL can't run here; undefined if they can. Asked by another process, since nothing of ours may wait at its top. */
export function whyNoPostgres(): string | undefined {
  const asked = spawnSync(process.execPath, ['--input-type=module', '-e', askPostgres], {
    encoding: 'utf8',
  });
  return asked.status === 0
    ? undefined
    : `no PostgreSQL at ${server.host}:${server.port}: ${asked.stderr}`;
}

/**
 * The database that a suite for both runs on: SQLite, as everybody has it; under `npm run test:postgres` PostgreSQL.
 *
 * @returns its client, and why it can't be had here
 */
export function testedDatabase(): { client: 'sqlite3' | 'pg'; skip: string | false } {
  if (readVariable('GENIE_TEST_DATABASE') !== 'pg') return { client: 'sqlite3', skip: false };
  return { client: 'pg', skip: whyNoPostgres() ?? false };
}

/** Makes an empty database that is gone after the test. @returns its name */
export async function makeEmptyDatabase(t: TestContext): Promise<string> {
  const database = `genie_empty_test_${randomBytes(6).toString('hex')}`;
  await asSuperuser((db) => db.raw('CREATE DATABASE ??', [database]));
  t.after(() => asSuperuser((db) => db.raw('DROP DATABASE ?? WITH (FORCE)', [database])));
  return database;
}

/** Two Directus processes on one new PostgreSQL database. */
export interface PostgresPair {
  one: Caller;
  two: Caller;
  db: Knex;
  /** Where both keep files. */
  dataDir: string;
  lines: string[];
  /** Kills one of them, 0 or 1, as a power cut would. */
  kill(which: number): Promise<void>;
  /** The process of one of them. */
  processOf(which: number): DirectusProcess;
  /** Starts a killed one again, on its port. */
  revive(which: number): Promise<void>;
  /** `SECRET` of both. */
  secret(): string;
  /** What both have from their next start on. */
  change(settings: Partial<DirectusSettings>, env?: Record<string, string>): void;
  stop(): Promise<void>;
}

/** What the two Directus processes have besides. */
export interface PostgresPairOptions {
  /** Where they find PostgreSQL, if not where it is: a proxy's port on this machine. */
  port?: number;
  /** Further variables of both. */
  env?: Record<string, string>;
  /** For how long each says that it will stop before it does. */
  shutdownDelayMs?: number;
  /** Where the database lies, if not where PostgreSQL keeps all. */
  tablespace?: string;
}

export async function startPostgresPair(options: PostgresPairOptions = {}): Promise<PostgresPair> {
  const database = `genie_guard_test_${randomBytes(6).toString('hex')}`;
  const template = await ensureDatabaseTemplate();
  const place = options.tablespace ?? 'pg_default';
  await asSuperuser((db) =>
    db.raw('CREATE DATABASE ?? TEMPLATE ?? TABLESPACE ??', [database, template, place]),
  );
  const dataDir = await mkdtemp(join(tmpdir(), 'genie-directus-pg-'));
  const lines: string[] = [];
  const running: DirectusProcess[] = [];
  const db = connect(database);
  const stop = async () => {
    await db.destroy();
    for (const directus of running) await directus.stop();
    await asSuperuser((root) => root.raw('DROP DATABASE ?? WITH (FORCE)', [database]));
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    // At the same time, as a deployment would.
    const both = [
      await settingsFor(dataDir, database, options),
      await settingsFor(dataDir, database, options),
    ];
    const started = await Promise.all(
      both.map((settings) => startDirectus(settings, { onLine: (line) => lines.push(line) })),
    );
    running.push(...started);
    const [one, two] = started.map(({ url }) => createCaller(url, testAdmin.token, db));
    if (!one || !two) throw new Error('two were started');
    const kill = async (which: number) => {
      const killed = running[which];
      if (killed === undefined) return;
      process.kill(killed.pid, 'SIGKILL');
      await killed.exited;
    };
    const processOf = (which: number) => {
      const directus = running[which];
      if (directus === undefined) throw new Error(`no Directus ${which}`);
      return directus;
    };
    const revive = async (which: number) => {
      const again = both[which];
      if (again !== undefined) running[which] = await startDirectus(again);
    };
    const secret = () => both[0]?.secret ?? '';
    const change: PostgresPair['change'] = (settings, env) => {
      for (const each of both) {
        Object.assign(each, settings);
        each.extraEnvironment = { ...each.extraEnvironment, ...env };
      }
    };
    return { one, two, db, dataDir, lines, processOf, kill, revive, secret, change, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * The name of a database in the desired state with the notes, which is made once for each version of Directus and of
 * our own sources and copied after that. One of those who ask at the same time makes it, and the others wait.
 */
async function ensureDatabaseTemplate(): Promise<string> {
  const template = `genie_test_template_${await sourcesHash(join(import.meta.dirname, 'caller.ts'))}`;
  await asSuperuser((db) =>
    db.transaction(async (lock) => {
      await lock.raw('SELECT pg_advisory_xact_lock(hashtext(?))', [template]);
      const { rows } = await lock.raw('SELECT FROM pg_database WHERE datname = ?', [template]);
      if (rows.length === 0) await makeDatabaseTemplate(template);
    }),
  );
  return template;
}

async function makeDatabaseTemplate(template: string): Promise<void> {
  const database = `genie_making_${randomBytes(6).toString('hex')}`;
  const dataDir = await mkdtemp(join(tmpdir(), 'genie-directus-pg-'));
  try {
    await asSuperuser((db) => db.raw('CREATE DATABASE ??', [database]));
    const settings = await settingsFor(dataDir, database);
    await bootstrapDirectus(settings);
    const directus = await startDirectus(settings);
    try {
      await applyDesiredState({ url: directus.url, adminToken: testAdmin.token });
      await createCaller(directus.url, testAdmin.token).makeNotes();
    } finally {
      await directus.stop();
    }
    await asSuperuser((db) => db.raw('ALTER DATABASE ?? RENAME TO ??', [database, template]));
  } catch (error) {
    await asSuperuser((db) => db.raw('DROP DATABASE IF EXISTS ?? WITH (FORCE)', [database]));
    throw error;
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function settingsFor(
  dataDir: string,
  database: string,
  { port = server.port, env = {}, shutdownDelayMs = 0 }: PostgresPairOptions = {},
): Promise<DirectusSettings> {
  const settings = testDirectusSettings(dataDir, await freePort());
  const extraEnvironment = { ...settings.extraEnvironment, ...guardVariables, ...env };
  return {
    ...settings,
    shutdownDelayMs,
    extraEnvironment,
    database: { client: 'pg', ...server, port, database },
  };
}

/** Asks a database that is always there, as who may do everything. */
export async function asSuperuser(work: (db: Knex) => Promise<unknown>): Promise<void> {
  const db = connect('postgres');
  try {
    await work(db);
  } finally {
    await db.destroy();
  }
}

function connect(database: string): Knex {
  return knex({ client: 'pg', connection: { ...server, database } });
}
