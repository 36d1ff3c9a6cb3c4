import { keepCredentialTriggers } from './credential-triggers.ts';
import type { HookContext } from './directus-types.ts';
import { isPostgres } from './query-rows.ts';
import { testGuard } from './self-test.ts';
import { createTables } from './tables.ts';
import type { VerifyAccessToken } from './verify-access-token.ts';

/** The releases of Directus that the guard's tests have run against. */
const testedRelease = /^11\.17\./;

/**
 * Makes the tables and proves that the guard works with this Directus and this database.
 *
 * @throws Error with a sentence for the operator.
 */
export async function prepareGuard(
  context: HookContext,
  version: string,
  verify: VerifyAccessToken,
): Promise<void> {
  if (!testedRelease.test(version)) {
    throw new Error(`it is made for Directus 11.17, and this is ${version}.`);
  }
  const client: unknown = context.database.client.config.client;
  if (client !== 'sqlite3' && !isPostgres(context.database)) {
    throw new Error(`it works on SQLite and PostgreSQL, and the database client is ${client}.`);
  }
  const { database, logger } = context;
  await createTables(database);
  keepCredentialTriggers(database, (error) => logger.error(error));
  await testGuard(context, verify);
}

/**
 * Ends the Directus process. Directus only logs what a start hook throws and would go on without the
 * guard.
 */
export function refuseToStart(error: unknown): never {
  const reason = error instanceof Error ? error.message : String(error);
  process.stderr.write(`error: The session guard doesn't let Directus start: ${reason}\n`);
  process.exit(1);
}
