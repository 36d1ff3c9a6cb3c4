import { createRequire } from 'node:module';
import type { DirectusDatabase } from './environment.ts';

/** A PostgreSQL server, and who asks it for which database. */
export type PostgresDatabase = Extract<DirectusDatabase, { client: 'pg' }>;

/** As much of the client of Directus's own as is used here. */
export interface PgClient {
  connect(): Promise<void>;
  query<Row = Record<string, unknown>>(
    text: string,
    values?: readonly unknown[],
  ): Promise<{ rows: Row[] }>;
  end(): Promise<void>;
  on(event: 'error', listener: () => void): void;
}

/**
 * A client that isn't connected yet. It gives up connecting after three seconds.
 *
 * @param options those of the package `pg`, over the settings of the database
 */
export function newPgClient(database: PostgresDatabase, options: object = {}): PgClient {
  const directus = createRequire(import.meta.url).resolve('directus/package.json');
  const api = createRequire(directus).resolve('@directus/api/cli/run.js');
  const { Client } = createRequire(api)('pg');
  const { client: _, ...settings } = database;
  const client: PgClient = new Client({ ...settings, connectionTimeoutMillis: 3_000, ...options });
  client.on('error', () => {});
  return client;
}
