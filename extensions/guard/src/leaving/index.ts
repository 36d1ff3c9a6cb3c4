/**
 * Leaving: the end of an account now, the way back for seven days, and its erasure after them.
 *
 * Guarantees: an account that its owner deletes opens nothing from the next request on, at any door, and neither does it get
 * any link but those that bring it back. Its erasure is done once, by one of any number of processes, and never by halves.
 * Only a holder of the shared secret may ask; an administrator may look at how many wait.
 */
import { leavingPaths } from '@genie-helper/guard-protocol';
import { createApiRoute } from '../shared/api-route.ts';
import type { HookContext, HookRegistration } from '../shared/directus.ts';
import type { GuardSettings } from '../shared/settings.ts';
import { readAccess, readDeletionStatus } from './account-reads.ts';
import { createBeginDeletion } from './begin-deletion.ts';
import { createClaimErasure, createErase } from './erase-account.ts';
import { readOwnRows } from './own-rows.ts';
import { prepareDeletions } from './tables.ts';

/** To be registered after the links' guard, whose account is this one's. @returns what makes its table */
export function registerLeaving(
  { init }: Pick<HookRegistration, 'init'>,
  context: HookContext,
  settings: Pick<GuardSettings, 'secret' | 'previousSecret' | 'sharedSecrets'>,
): { prepare(): Promise<void> } {
  const { database: db, services, logger, directus } = context;
  const { sharedSecrets: secrets } = settings;
  init('routes.before', ({ app }) => {
    const looked = { secrets, logger, isForAdministratorsToo: true };
    app.post(
      leavingPaths.status,
      createApiRoute(looked, 'Reading deletions', () => readDeletionStatus(db)),
    );
    if (secrets.length === 0) return;
    const routes = [
      [leavingPaths.begin, 'Deleting an account', createBeginDeletion({ db, secrets: settings })],
      [leavingPaths.claim, 'Claiming an erasure', createClaimErasure({ db })],
      [leavingPaths.erase, 'Erasing an account', createErase({ db, services, directus })],
      [leavingPaths.rows, 'Reading rows', (body: unknown) => readOwnRows(db, body)],
      [leavingPaths.access, 'Reading the access log', (body: unknown) => readAccess(db, body)],
    ] as const;
    for (const [path, name, run] of routes) {
      app.post(path, createApiRoute({ secrets, logger }, name, run));
    }
  });
  return { prepare: () => prepareDeletions(db, logger) };
}
