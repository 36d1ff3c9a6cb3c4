import { join } from 'node:path';
import knex, { type Knex } from 'knex';
import { startDirectus } from '../../../../directus/src/index.ts';
import { freePort } from '../../../../test/support/free-port.ts';
import { type Caller, createCaller } from './caller.ts';
import { startGuardedDirectus } from './guarded-directus.ts';
import { startPostgresPair } from './postgres.ts';

/** Two Directus processes on one database. */
export interface DirectusPair {
  one: Caller;
  two: Caller;
  db: Knex;
  stop(): Promise<void>;
}

export async function startPair(
  client: 'sqlite3' | 'pg',
  env: Record<string, string>,
): Promise<DirectusPair> {
  return client === 'pg' ? await startPostgresPair({ env }) : await startSqlitePair(env);
}

/** On one file of SQLite, as a machine with a second process would have it. */
async function startSqlitePair(env: Record<string, string>): Promise<DirectusPair> {
  const one = await startGuardedDirectus(env);
  const port = await freePort();
  const settings = { ...one.settings, port, publicUrl: `http://127.0.0.1:${port}` };
  const second = await startDirectus(settings);
  const filename = join(one.settings.dataDir, 'directus.db');
  const db = knex({ client: 'sqlite3', connection: { filename }, useNullAsDefault: true });
  await db.raw('PRAGMA foreign_keys = ON');
  await db.raw('PRAGMA busy_timeout = 5000');
  return {
    one,
    two: createCaller(second.url, one.adminToken),
    db,
    async stop() {
      await db.destroy();
      await second.stop();
      await one.stop();
    },
  };
}
