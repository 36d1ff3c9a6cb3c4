import { desiredState } from '../state/index.ts';
import type { DesiredState } from '../state/types.ts';
import { DirectusStateError } from './errors.ts';
import { reconcileCollections } from './reconcile/collections.ts';
import type { ReconcileContext } from './reconcile/context.ts';
import { createDirectusApi, type DirectusApi } from './reconcile/directus-api.ts';
import { reconcileFields } from './reconcile/fields.ts';
import { assertGuards } from './reconcile/guards.ts';
import { reconcilePolicies } from './reconcile/policies.ts';
import { reconcileManyToAny, reconcileRelations } from './reconcile/relations.ts';
import {
  assertAdministratorRole,
  reconcilePublicAccess,
  reconcileRoles,
} from './reconcile/roles.ts';
import { reconcileSettings } from './reconcile/settings.ts';

export interface ApplyOptions {
  url: string;
  adminToken: string;
  signal?: AbortSignal;
  /** Called after each change, with a sentence that says what it was. */
  onChange?: (change: string) => void;
  /** What must be so; the product's own state unless given. */
  state?: DesiredState;
}

/**
 * Brings a running Directus to the desired state. Idempotent: a second run finds nothing to change.
 *
 * Guarantees that policies and roles of ours, and the public, have the rights of the state and no
 * others, whatever was added since, and that Directus runs with our guards. Doesn't touch what the state doesn't name, never drops a column
 * or a collection, and doesn't look at policies that were given to single users.
 *
 * @throws DirectusStateError with a sentence for the operator; changes made before it stay, and the
 *   next run goes on from there.
 */
export async function applyDesiredState(options: ApplyOptions): Promise<{ changes: string[] }> {
  const state = options.state ?? desiredState;
  const changes: string[] = [];
  const api = createDirectusApi(options);
  const context: ReconcileContext = {
    api,
    changed(sentence) {
      changes.push(sentence);
      options.onChange?.(sentence);
    },
  };
  await assertAdminToken(api);
  await assertGuards(context);
  await assertAdministratorRole(context);
  await reconcileSettings(context, state.settings);
  await reconcileCollections(context, state.collections);
  for (const { collection, field } of state.extensionFields) {
    await reconcileFields(context, collection, [field]);
  }
  await reconcileRelations(context, state.relations);
  await reconcileManyToAny(context, state.manyToAnyRelations);
  await reconcilePolicies(context, state.policies);
  await reconcileRoles(context, state.roles);
  await reconcilePublicAccess(context, state.publicPolicyIds);
  return { changes };
}

async function assertAdminToken(api: DirectusApi): Promise<void> {
  const globals = await api.read('/policies/me/globals');
  if (globals.admin_access === true) return;
  throw new DirectusStateError(
    'directus.admin_token_refused',
    'The token in DIRECTUS_ADMIN_TOKEN belongs to a user without admin access.',
  );
}
