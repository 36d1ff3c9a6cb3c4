import { startTestDirectus, type TestDirectus } from '../../test/support/start-directus.ts';
import { introspectionSecret, startOurs } from '../auth/gateways/start-gateway.ts';
import { fillPostgres } from '../logins/fill-postgres.ts';
import { fillSqlite } from '../logins/fill-sqlite.ts';
import type { BenchProcess } from '../support/start-process.ts';
import type { PostgresDatabases } from './postgres-databases.ts';

/** A Directus whose database has so many sessions, and this server before it with each validator. */
export interface SizedDirectus {
  sessions: number;
  directus: TestDirectus;
  introspect: BenchProcess;
  usersMe: BenchProcess;
  stop(): Promise<void>;
}

/** @param postgres without it the database is SQLite */
export async function startSized(
  sessions: number,
  postgres?: PostgresDatabases,
): Promise<SizedDirectus> {
  const directus =
    postgres === undefined
      ? await onSqlite(sessions)
      : await onPostgres(sessions, await postgres.create());
  const started: BenchProcess[] = [];
  const stop = async () => {
    for (const each of started) await each.stop();
    await directus.stop();
  };
  try {
    const introspect = await startOurs(directus, 'introspect');
    started.push(introspect);
    const usersMe = await startOurs(directus, 'users-me');
    started.push(usersMe);
    return { sessions, directus, introspect, usersMe, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function onSqlite(sessions: number): Promise<TestDirectus> {
  const directus = await startTestDirectus({ settings: { introspectionSecret } });
  const { database } = directus.settings;
  if (database.client === 'sqlite3') fillSqlite(database.filename, sessions);
  return directus;
}

async function onPostgres(
  sessions: number,
  { database, db }: Awaited<ReturnType<PostgresDatabases['create']>>,
): Promise<TestDirectus> {
  await fillPostgres(db, sessions);
  return startTestDirectus({ settings: { introspectionSecret, database } });
}
