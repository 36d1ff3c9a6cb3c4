/**
 * Which form the data has, and that no older code works on it.
 *
 * Guarantees: a guard that is older than the database lets no Directus start, before it changes anything there, and names
 * both releases. One that is newer says so in the database before anybody signs in. Our API asks, and refuses to start too.
 */
import {
  type DataVersion,
  dataVersion,
  dataVersionPath,
  dataVersionTable,
  whyTooOld,
} from '@genie-helper/guard-protocol';
import type { Knex } from 'knex';
import { createApiRoute } from './shared/api-route.ts';
import { type HookContext, type HookRegistration, isPostgres } from './shared/directus.ts';
import type { GuardSettings } from './shared/settings.ts';

/** Any number that nobody else in this database locks on. */
const advisoryLock = 7_350_213_414;

/** @returns what compares the versions, and has to come before all that changes the database */
export function registerDataVersion(
  { init }: Pick<HookRegistration, 'init'>,
  { database: db, logger }: Pick<HookContext, 'database' | 'logger'>,
  { sharedSecrets: secrets }: Pick<GuardSettings, 'sharedSecrets'>,
): { prepare(): Promise<void> } {
  init('routes.before', ({ app }) => {
    const route = { secrets, logger, isForAdministratorsToo: true };
    app.post(
      dataVersionPath,
      createApiRoute(route, 'Reading the data version', () => readDataVersion(db)),
    );
  });
  return { prepare: () => takeOver(db, dataVersion) };
}

/** @throws Error with a sentence for the operator, where the database is newer; it's unchanged then */
export async function takeOver(db: Knex, own: DataVersion): Promise<void> {
  await db.transaction(async (trx) => {
    if (isPostgres(trx)) await trx.raw('SELECT pg_advisory_xact_lock(?)', [advisoryLock]);
    await trx.raw(`
      CREATE TABLE IF NOT EXISTS ${dataVersionTable} (
        id integer NOT NULL PRIMARY KEY,
        version integer NOT NULL,
        product varchar(40) NOT NULL
      )`);
    const found: DataVersion | undefined = await trx(dataVersionTable).where({ id: 1 }).first();
    const problem = found && whyTooOld(found, own);
    if (problem !== undefined) throw new Error(problem);
    // A later release with the same form is no reason to refuse an earlier one.
    if (found?.version === own.version) return;
    await trx(dataVersionTable)
      .insert({ id: 1, ...own })
      .onConflict('id')
      .merge();
  });
}

async function readDataVersion(db: Knex): Promise<DataVersion> {
  const found: DataVersion = await db(dataVersionTable)
    .where({ id: 1 })
    .first('version', 'product');
  return found;
}
