import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import knex, { type Knex } from 'knex';
import { field } from '../../../../test/support/directus-client.ts';
import { leaseDirectus } from '../../../../test/support/directus-pool.ts';
import { outputFileOf } from '../../../../test/support/directus-settings.ts';
import type { TestDirectus } from '../../../../test/support/start-directus.ts';
import { type Caller, createCaller } from './caller.ts';
import { introspectionSecret } from './introspection-secret.ts';

export { introspectionSecret };

export const guardVariables = {
  GENIE_INTROSPECTION_SECRET: `string:${introspectionSecret}`,
  WEBSOCKETS_ENABLED: 'true',
  // Tests fail logins on purpose, all from one address.
  LOGIN_LIMIT_ACCOUNT_FAILURES: '100000',
  LOGIN_LIMIT_ADDRESS_FAILURES: '100000',
} as const;

export type GuardedDirectus = TestDirectus & Caller & { db: Knex };

/** One that has said `lines` so far. */
export type LoggedDirectus = GuardedDirectus & { readonly lines: string[] };

/**
 * A real Directus with the guard, WebSockets and a collection that Pro users may read. A file before may have had it, so
 * what it counts in memory doesn't begin at nothing.
 */
export async function startGuardedDirectus(
  env: Record<string, string> = {},
): Promise<GuardedDirectus> {
  return await prepare(await leaseDirectus({ env: { ...guardVariables, ...env } }));
}

/**
 * The same, with what it has said since it was started; some of that may be about a file before. What the guard tells
 * once in a while only, it may have told then: `LOG_LEVEL: 'info'` asks for one that few files have.
 */
export async function startLoggedDirectus(
  env: Record<string, string> = {},
): Promise<LoggedDirectus> {
  const directus = await startGuardedDirectus(env);
  const output = outputFileOf(directus.settings.dataDir);
  const get = () => readFileSync(output, 'utf8').split('\n').slice(0, -1);
  return Object.defineProperty(directus, 'lines', { get }) as LoggedDirectus;
}

async function prepare(directus: TestDirectus): Promise<GuardedDirectus> {
  const db = await openSqlite(directus.settings.dataDir);
  const caller = createCaller(directus.url, directus.adminToken, db);
  await caller.makeNotes();
  const stop = async () => {
    await db.destroy();
    await directus.stop();
  };
  // By its getters, since `process` changes with a restart.
  return Object.defineProperties(
    { ...caller, db },
    { ...Object.getOwnPropertyDescriptors(directus), stop: { value: stop } },
  ) as GuardedDirectus;
}

/** The file of a Directus that may run. */
export async function openSqlite(dataDir: string): Promise<Knex> {
  const filename = join(dataDir, 'directus.db');
  const db = knex({ client: 'sqlite3', connection: { filename }, useNullAsDefault: true });
  await db.raw('PRAGMA foreign_keys = ON');
  await db.raw('PRAGMA busy_timeout = 5000');
  return db;
}

/** The whole numbers of log lines that hold `text`. */
export function countLines(lines: readonly string[], text: string): number {
  return lines.filter((line) => line.includes(text)).length;
}

export function textField(value: unknown, name: string): string {
  const text = field(value, name);
  if (typeof text !== 'string') throw new Error(`no text in ${name}: ${JSON.stringify(value)}`);
  return text;
}
