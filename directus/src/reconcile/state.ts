import type { DesiredState } from '../../state/types.ts';
import type { ReconcileContext } from './context.ts';
import { reconcileFields } from './fields.ts';
import { reconcilePolicies } from './policies.ts';
import { reconcileManyToAny, reconcileRelations } from './relations.ts';
import { assertAdministratorRole, reconcilePublicAccess, reconcileRoles } from './roles.ts';
import { reconcileCollections } from './schema.ts';
import { reconcileSettings } from './settings.ts';

/**
 * Goes through the desired state, each part after what it refers to.
 *
 * @throws DirectusStateError `directus.state_conflict` for what only a person can mend
 */
export async function reconcileState(
  context: ReconcileContext,
  state: DesiredState,
): Promise<void> {
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
}
