import type { RoleState } from '../../state/types.ts';
import { DirectusStateError } from '../errors.ts';
import { createOrCorrectById, type ReconcileContext } from './context.ts';
import type { Row } from './directus-api.ts';

/** Brings roles of ours to the state, each with exactly the policies it names. */
export async function reconcileRoles(
  context: ReconcileContext,
  roles: readonly RoleState[],
): Promise<void> {
  const { api } = context;
  const ids = roles.map((role) => role.id).join(',');
  const current = await api.list('/roles', { 'filter[id][_in]': ids });
  const access = await api.list('/access', { 'filter[role][_in]': ids });
  for (const role of roles) {
    await createOrCorrectById(context, 'role', role, current);
    const own = access.filter((row) => row.role === role.id);
    await reconcileAccess(context, `the role ${role.name}`, { role: role.id }, role.policyIds, own);
  }
}

/** Brings what someone without a login has to exactly these policies. */
export async function reconcilePublicAccess(
  context: ReconcileContext,
  policyIds: readonly string[],
): Promise<void> {
  const query = { 'filter[role][_null]': 'true', 'filter[user][_null]': 'true' };
  const current = await context.api.list('/access', query);
  const holder = { role: null, user: null };
  await reconcileAccess(context, 'the public', holder, policyIds, current);
}

/**
 * Checks that Directus's own administrator role is there and has admin access; the API's admin
 * routes lean on its name.
 *
 * @throws DirectusStateError `directus.state_conflict` if it isn't.
 */
export async function assertAdministratorRole({ api }: ReconcileContext): Promise<void> {
  const roles = await api.list('/roles', {
    'filter[name][_eq]': 'Administrator',
    fields: 'policies.policy.admin_access',
  });
  if (roles.some((role) => JSON.stringify(role).includes('"admin_access":true'))) return;
  throw new DirectusStateError(
    'directus.state_conflict',
    'Directus has no role named Administrator with admin access: restore the one that it was installed with.',
  );
}

async function reconcileAccess(
  { change }: ReconcileContext,
  name: string,
  holder: Row,
  policyIds: readonly string[],
  current: readonly Row[],
): Promise<void> {
  const left = [...current];
  for (const policy of policyIds) {
    const index = left.findIndex((row) => row.policy === policy);
    if (index >= 0) {
      left.splice(index, 1);
      continue;
    }
    await change({
      method: 'POST',
      path: '/access',
      body: { ...holder, policy },
      found: `Missing for ${name}: the policy ${policy}.`,
      done: `Gave ${name} the policy ${policy}.`,
    });
  }
  for (const extra of left) {
    await change({
      method: 'DELETE',
      path: `/access/${extra.id}`,
      found: `Too much for ${name}: the policy ${extra.policy}.`,
      done: `Took from ${name} the policy ${extra.policy}.`,
    });
  }
}
