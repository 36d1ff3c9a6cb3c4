/**
 * Retention: what has had its time goes, so that nothing grows without end.
 *
 * Guarantees: what is kept for how long is read once, when Directus starts, and is the same whoever asks. Nothing is
 * removed unless somebody asks for a step: our API does so for as long as one of its processes runs, `genie data prune` at
 * once. Only a holder of the shared secret and administrators may ask.
 */
import { retentionPaths } from '@genie-helper/guard-protocol';
import { createApiRoute } from '../shared/api-route.ts';
import type { HookContext, HookRegistration } from '../shared/directus.ts';
import type { GuardSettings } from '../shared/settings.ts';
import { createStatus } from './status.ts';
import { createSweepStep } from './sweep.ts';
import { prepareRetention } from './tables.ts';

/** @returns what makes its table */
export function registerRetention(
  { init }: Pick<HookRegistration, 'init'>,
  context: Pick<HookContext, 'database' | 'logger'>,
  { sharedSecrets, retentionDays: days }: Pick<GuardSettings, 'sharedSecrets' | 'retentionDays'>,
): { prepare(): Promise<void> } {
  const { database: db, logger } = context;
  const route = { secrets: sharedSecrets, logger, isForAdministratorsToo: true };
  init('routes.before', ({ app }) => {
    const deps = { db, days };
    app.post(
      retentionPaths.step,
      createApiRoute(route, 'Removing old data', createSweepStep(deps)),
    );
    app.post(
      retentionPaths.status,
      createApiRoute(route, 'Looking at old data', createStatus(deps)),
    );
  });
  return { prepare: () => prepareRetention(db) };
}
