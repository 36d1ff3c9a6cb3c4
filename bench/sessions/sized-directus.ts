import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import knex, { type Knex } from 'knex';
import { applyDesiredState, bootstrapDirectus, startDirectus } from '../../directus/src/index.ts';
import { testAdmin, testDirectusSettings } from '../../test/support/directus-settings.ts';
import { freePort } from '../../test/support/free-port.ts';
import { startTestDirectus, type TestDirectus } from '../../test/support/start-directus.ts';
import { introspectionSecret, startOurs } from '../auth/auth-stack.ts';
import { fillPostgres, startFilledDirectus } from '../support/made-sessions.ts';
import { startTogether } from '../support/start-process.ts';

/** A Directus whose database has so many sessions, and this server before it with each validator. */
export type SizedDirectus = Awaited<ReturnType<typeof startSized>>;

/** @param postgres without it the database is SQLite */
export function startSized(sessions: number, postgres?: PostgresDatabases) {
  return startTogether(async (keep) => {
    const directus = await keep(
      postgres === undefined
        ? startFilledDirectus(introspectionSecret, { sessions })
        : onPostgres(sessions, postgres),
    );
    const introspect = await keep(startOurs(directus, 'introspect'));
    const usersMe = await keep(startOurs(directus, 'users-me'));
    return { sessions, directus, introspect, usersMe };
  });
}

async function onPostgres(sessions: number, postgres: PostgresDatabases): Promise<TestDirectus> {
  const { database, db } = await postgres.create();
  await fillPostgres(db, sessions);
  return startTestDirectus({ settings: { introspectionSecret, database } });
}

const server = { host: '127.0.0.1', port: 5432, user: 'postgres' };

/** Databases on the machine's PostgreSQL, each in Directus's desired state. */
type PostgresDatabases = NonNullable<Awaited<ReturnType<typeof preparePostgres>>>;

/** Makes one database to copy the others from; undefined where no PostgreSQL lets us in. */
export async function preparePostgres() {
  const root = connect('postgres');
  const version = await readVersion(root);
  if (version === undefined) {
    await root.destroy();
    return undefined;
  }
  const prefix = `genie_bench_${randomBytes(6).toString('hex')}`;
  const connections: Knex[] = [root];
  const names: string[] = [];
  const add = async (template: string) => {
    const name = `${prefix}_${names.length}`;
    await root.raw('CREATE DATABASE ?? TEMPLATE ??', [name, template]);
    names.push(name);
    return name;
  };
  /** Ends the connections and removes the databases. */
  const remove = async () => {
    for (const each of connections.slice(1)) await each.destroy();
    for (const name of names) await root.raw('DROP DATABASE IF EXISTS ?? WITH (FORCE)', [name]);
    await root.destroy();
  };
  try {
    const template = await add('template1');
    await bringToState(template);
    return {
      version,
      /** A new database, and a connection to it. */
      async create() {
        const database = await add(template);
        const db = connect(database);
        connections.push(db);
        return { database: { client: 'pg' as const, ...server, database }, db };
      },
      remove,
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function bringToState(database: string): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'genie-bench-'));
  try {
    const settings = {
      ...testDirectusSettings(dataDir, await freePort()),
      database: { client: 'pg', ...server, database },
    } as const;
    await bootstrapDirectus(settings);
    const directus = await startDirectus(settings);
    try {
      await applyDesiredState({ url: directus.url, adminToken: testAdmin.token });
    } finally {
      await directus.stop();
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function readVersion(db: Knex): Promise<string | undefined> {
  try {
    const { rows } = await db.raw('SHOW server_version');
    return String(rows[0].server_version).split(' ')[0];
  } catch {
    return undefined;
  }
}

function connect(database: string): Knex {
  return knex({ client: 'pg', connection: { ...server, database }, pool: { min: 0, max: 1 } });
}
