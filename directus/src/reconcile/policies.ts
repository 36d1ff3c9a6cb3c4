import { isDeepStrictEqual } from 'node:util';
import type { PermissionState, PolicyState } from '../../state/types.ts';
import { createOrCorrectById, type ReconcileContext } from './context.ts';
import type { Row } from './directus-api.ts';

/**
 * Brings policies of ours to exactly what the state says. Rights that someone added to them are
 * taken away again; policies that aren't named are not touched.
 */
export async function reconcilePolicies(
  context: ReconcileContext,
  policies: readonly PolicyState[],
): Promise<void> {
  const { api } = context;
  const ids = policies.map((policy) => policy.id).join(',');
  const current = await api.list('/policies', { 'filter[id][_in]': ids });
  const permissions = await api.list('/permissions', { 'filter[policy][_in]': ids });
  for (const policy of policies) {
    await createOrCorrectById(context, 'policy', policy, current);
    const own = permissions.filter((row) => row.policy === policy.id);
    await reconcilePermissions(context, policy, own);
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
