/**
 * Directus hook: the guards of this Directus, a folder each.
 *
 * `sessions/`: access tokens die with their session; many tokens are checked in one call.
 * `rights/`: who may do what is as the database says, at every process.
 * `throttle/`: guessing of passwords and codes is limited, and nobody can lock another person out.
 * `passwords/`: a password is the same, however a keyboard spells it.
 * `hardening/`: what Directus opens to more people than need it is closed.
 * `storage/`: one user keeps a bounded number of sealed records, of a bounded size.
 *
 * Guarantees: Directus doesn't start unless all of them can do their work, and nobody switches them off through its API.
 * Each says at the head of its own `index.ts` what it guarantees besides.
 *
 * Doesn't guarantee: anything against whoever can change the files or the database of the server. The desired state
 * (`directus/src/reconcile/guards.ts`) finds a guard that was switched off there.
 */
import { ForbiddenError } from '@directus/errors';
import type { Knex } from 'knex';
import { registerHardening } from './hardening/index.ts';
import { registerPasswords } from './passwords/index.ts';
import { registerRights } from './rights/index.ts';
import { registerSessions } from './sessions/index.ts';
import type { FilterContext, HookContext, HookRegistration } from './shared/directus.ts';
import { readSettings } from './shared/settings.ts';
import { registerStorage } from './storage/index.ts';
import { registerThrottle } from './throttle/index.ts';

/** The folder by which Directus knows this extension. */
const folder = 'guard';

/** @throws Error if a guard can't do its work in this Directus, which then refuses to start */
export default function registerGuards(hooks: HookRegistration, context: HookContext): void {
  const settings = readSettings(context.env);
  registerHardening(hooks);
  registerStorage(hooks);
  // Within the throttle, so that a password in two spellings is one attempt.
  registerPasswords(hooks, context);
  // The throttle wraps a login first: what the sessions' guard makes of one isn't counted.
  registerThrottle(hooks, context, settings);
  registerSessions(hooks, context, settings, registerRights(hooks, context));
  hooks.filter('extensions.update', refuseDisabling);
  // Also before an extension is uninstalled.
  hooks.filter(
    'extensions.delete',
    (keys: readonly string[], _: unknown, { database }: FilterContext) =>
      refuseGuards(keys, database),
  );
}

/**
 * Filter `extensions.update`: nobody changes how Directus knows the guards. All that may be set is
 * `enabled`, to exactly `true`, because a database takes `0` or a text for `false`, and an extension of
 * another folder or bundle isn't loaded either. Whoever runs the server can still remove the folder.
 *
 * @throws ForbiddenError
 */
async function refuseDisabling(
  changes: Readonly<Record<string, unknown>>,
  { keys }: { keys: readonly string[] },
  { database }: FilterContext,
): Promise<void> {
  const isHarmless = Object.entries(changes).every(
    ([field, value]) => field === 'enabled' && value === true,
  );
  if (!isHarmless) await refuseGuards(keys, database);
}

/** @throws ForbiddenError if one of the guards is among these extensions */
async function refuseGuards(keys: readonly string[], database: Knex): Promise<void> {
  const [row] = await database('directus_extensions').whereIn('id', keys).where({ folder });
  if (row !== undefined) throw new ForbiddenError();
}
