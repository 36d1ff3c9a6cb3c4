/**
 * The access log: a chain of hashes, one for a database.
 *
 * Guarantees: an entry that comes through this Directus, by whichever of its doors and processes, gets the next number and a
 * hash over itself and the one before, in the transaction that writes it. Nobody changes or removes an entry through Directus,
 * administrators included; only administrators add one. Sign-ins (`sign-ins.ts`) and acts on accounts (`user-acts.ts`,
 * `log-act.ts`) are in it.
 *
 * Doesn't guarantee: anything against SQL. What that did is found by `genie audit verify`.
 */
import { ForbiddenError, InvalidPayloadError } from '@directus/errors';
import { auditPaths } from '@genie-helper/guard-protocol';
import { createApiRoute } from '../shared/api-route.ts';
import type { FilterContext, HookContext, HookRegistration } from '../shared/directus.ts';
import type { GuardSettings } from '../shared/settings.ts';
import { chainBehind } from './append-entries.ts';
import { keepCheckpoint, readCheckpoints, readEntries, readHead } from './read-chain.ts';
import { moveStream } from './stream-cursor.ts';
import { logTable, prepareAudit } from './tables.ts';
import { logUserActs } from './user-acts.ts';

export { type AccessEntry, appendEntries, lockChain } from './append-entries.ts';
export { logSignIns } from './sign-ins.ts';

type Row = Readonly<Record<string, unknown>>;

/** @returns what makes its tables */
export function registerAudit(
  hooks: HookRegistration,
  {
    database: db,
    services,
    logger,
    directus,
  }: Pick<HookContext, 'database' | 'services' | 'logger' | 'directus'>,
  { sharedSecrets: secrets }: Pick<GuardSettings, 'sharedSecrets'>,
): { prepare(): Promise<void> } {
  const { filter, init } = hooks;
  logUserActs(hooks, services, directus);
  init('routes.before', ({ app }) => {
    const looked = { secrets, logger, isForAdministratorsToo: true };
    const routes = [
      [auditPaths.head, 'Reading the end of the access log', () => readHead(db)],
      [auditPaths.entries, 'Reading the access log', (body: unknown) => readEntries(db, body)],
      [auditPaths.checkpoints, 'Reading checkpoints', () => readCheckpoints(db)],
    ] as const;
    for (const [path, name, run] of routes) app.post(path, createApiRoute(looked, name, run));
    if (secrets.length === 0) return;
    const own = [
      [auditPaths.checkpoint, 'Keeping a checkpoint', keepCheckpoint],
      [auditPaths.stream, 'Noting how far the access log was sent', moveStream],
    ] as const;
    for (const [path, name, run] of own) {
      app.post(
        path,
        createApiRoute({ secrets, logger }, name, (body) => run(db, body)),
      );
    }
  });
  filter(`${logTable}.items.create`, chainNew);
  filter(`${logTable}.items.update`, refuse);
  filter(`${logTable}.items.delete`, refuse);
  return { prepare: () => prepareAudit(db) };
}

/**
 * Filter of every new entry. The record that an entry may carry in `item` is written by Directus after it.
 *
 * @throws ForbiddenError, InvalidPayloadError
 */
async function chainNew(row: Row, _: unknown, { database, accountability }: FilterContext) {
  if (accountability !== null && accountability?.admin !== true) throw new ForbiddenError();
  const { item } = row;
  const named = typeof item === 'object' && item !== null ? Reflect.get(item, 'id') : item;
  try {
    const chained = await chainBehind(database, [{ at: new Date(), ...row, item: named }]);
    return chained === undefined ? row : { ...row, ...chained[0], item };
  } catch (error) {
    if (error instanceof TypeError) throw new InvalidPayloadError({ reason: error.message });
    throw error;
  }
}

function refuse(): never {
  throw new ForbiddenError();
}
