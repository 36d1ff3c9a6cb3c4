import { isDeepStrictEqual } from 'node:util';
import type { PermissionState, PolicyState } from '../../state/types.ts';
import { createOrCorrectById, type ReconcileContext } from './context.ts';
import type { Row } from './directus-api.ts';
import { hasRules, takesRules } from './licence.ts';

/**
 * Brings policies of ours to exactly what the state says. Rights that someone added to them are
 * taken away again; policies that aren't named are not touched. What the licence of this Directus doesn't allow is left
 * out, whatever was there before.
 */
export async function reconcilePolicies(
  context: ReconcileContext,
  policies: readonly PolicyState[],
): Promise<void> {
  const { api } = context;
  const ids = policies.map((policy) => policy.id).join(',');
  const current = await api.list('/policies', { 'filter[id][_in]': ids });
  const permissions = await api.list('/permissions', { 'filter[policy][_in]': ids });
  const isFree = await takesRules(api);
  for (const policy of policies) {
    await createOrCorrectById(context, 'policy', policy, current);
    const own = permissions.filter((row) => row.policy === policy.id);
    const wanted = policy.permissions.filter((permission) => isFree || !hasRules(permission));
    await reconcilePermissions(context, { ...policy, permissions: wanted }, own);
    for (const { action, collection } of policy.permissions) {
      const isWanted = wanted.some(
        (each) => each.action === action && each.collection === collection,
      );
      if (!isWanted) context.leaveOut(`${policy.name}: ${action} on ${collection}`);
    }
    if (!isFree) await removeHidden(context, policy, current, own);
  }
}

/**
 * Without a licence Directus 12 lists no permission that has rules, though it may have some from before. They would count
 * again on the day of a licence, whatever they say by then.
 */
async function removeHidden(
  { change }: ReconcileContext,
  policy: PolicyState,
  current: readonly Row[],
  listed: readonly Row[],
): Promise<void> {
  const { permissions } = current.find((row) => row.id === policy.id) ?? {};
  if (!Array.isArray(permissions)) return;
  for (const id of permissions.filter((id) => !listed.some((row) => row.id === id))) {
    await change({
      method: 'DELETE',
      path: `/permissions/${id}`,
      found: `The policy ${policy.name} keeps a permission that needs a licence of Directus.`,
      done: `Took from the policy ${policy.name} a permission that needs a licence of Directus.`,
    });
  }
}

async function reconcilePermissions(
  { change }: ReconcileContext,
  policy: PolicyState,
  current: readonly Row[],
): Promise<void> {
  const left = [...current];
  for (const desired of policy.permissions) {
    const name = `${desired.action} on ${desired.collection}`;
    const body = permissionRow(policy.id, desired);
    const index = left.findIndex(
      (row) => row.collection === desired.collection && row.action === desired.action,
    );
    const existing = index < 0 ? undefined : left.splice(index, 1)[0];
    if (existing === undefined) {
      await change({
        method: 'POST',
        path: '/permissions',
        body,
        found: `The policy ${policy.name} doesn't allow ${name}.`,
        done: `Allowed the policy ${policy.name} to ${name}.`,
      });
    } else if (!isSamePermission(body, existing)) {
      await change({
        method: 'PATCH',
        path: `/permissions/${existing.id}`,
        body,
        found: `The policy ${policy.name} has another rule for ${name}.`,
        done: `Corrected what the policy ${policy.name} may ${name}.`,
      });
    }
  }
  for (const extra of left) {
    const name = `${extra.action} on ${extra.collection}`;
    await change({
      method: 'DELETE',
      path: `/permissions/${extra.id}`,
      found: `The policy ${policy.name} allows ${name}, which it must not.`,
      done: `Took from the policy ${policy.name}: ${name}.`,
    });
  }
}

function permissionRow(policyId: string, permission: PermissionState): Row {
  return {
    policy: policyId,
    collection: permission.collection,
    action: permission.action,
    fields: permission.fields,
    permissions: permission.rows,
    validation: permission.validation ?? null,
    presets: null,
  };
}

/** Exact, unlike elsewhere: one more word in a rule can turn "own rows" into "all rows". */
function isSamePermission(desired: Row, existing: Row): boolean {
  return (
    isDeepStrictEqual(sorted(desired.fields), sorted(existing.fields)) &&
    isDeepStrictEqual(desired.permissions, existing.permissions) &&
    isDeepStrictEqual(desired.validation, existing.validation ?? null) &&
    isDeepStrictEqual(desired.presets, existing.presets ?? null)
  );
}

function sorted(value: unknown): unknown[] {
  return Array.isArray(value) ? [...value].sort() : [];
}
