import type { Knex } from 'knex';
import { leasePair } from '../../../../test/support/directus-pool.ts';
import { type Caller, createCaller } from './caller.ts';
import { guardVariables, openSqlite } from './guarded-directus.ts';
import { startPostgresPair } from './postgres.ts';

/** Two Directus processes on one database. */
export interface DirectusPair {
  one: Caller;
  two: Caller;
  db: Knex;
  /** Where both keep files. */
  dataDir: string;
  stop(): Promise<void>;
}

export async function startPair(
  client: 'sqlite3' | 'pg',
  env: Record<string, string>,
): Promise<DirectusPair> {
  return client === 'pg' ? await startPostgresPair({ env }) : await startSqlitePair(env);
}

/** On one file of SQLite, as a machine with a second process would have it; another file may have had it before. */
async function startSqlitePair(env: Record<string, string>): Promise<DirectusPair> {
  const pair = await leasePair({ env: { ...guardVariables, ...env } });
  const { dataDir } = pair.settings;
  const db = await openSqlite(dataDir);
  const one = createCaller(pair.url, pair.adminToken, db);
  await one.makeNotes();
  return {
    one,
    two: createCaller(pair.secondUrl, pair.adminToken, db),
    db,
    dataDir,
    async stop() {
      await db.destroy();
      await pair.stop();
    },
  };
}
