/**
 * Who has admin access, read from Directus's own rows with the token of whoever asks.
 *
 * Guarantees: the rows are those of this moment. Directus's own answer about a caller, `/policies/me/globals`,
 * isn't: several Directus processes without Redis don't hear of each other's changes, and a demoted admin would
 * stay one. A policy that is bound to addresses doesn't count, since the address would be this server's.
 * Doesn't guarantee: that a promotion counts at once there. A caller whom Directus doesn't know as an admin yet
 * can't read the rows, and isn't one.
 */
import { isRecord } from '../../directus/directus-response.ts';

/** Reads a list of rows. `null` where Directus refuses. @throws AppError `directus.unavailable` */
export type ReadRows = (path: string) => Promise<unknown[] | null>;

/** The users and roles that an admin policy names, and every role below such a role. */
export interface AdminGrants {
  userIds: ReadonlySet<string>;
  roleIds: ReadonlySet<string>;
}

const accessPath =
  '/access?filter[policy][admin_access][_eq]=true&fields=user,role,policy.admin_access,policy.ip_access&limit=-1';
const rolesPath = '/roles?fields=id,parent&limit=-1';

/** Reads them; there are none for a caller who may not read them. */
export async function readAdminGrants(read: ReadRows): Promise<AdminGrants> {
  const rows = ((await read(accessPath)) ?? []).filter(isRecord).filter(givesAdminAccess);
  const userIds = new Set(rows.map(({ user }) => user).filter(isText));
  const roleIds = new Set(rows.map(({ role }) => role).filter(isText));
  if (roleIds.size > 0) addRolesBelow(roleIds, (await read(rolesPath)) ?? []);
  return { userIds, roleIds };
}

function givesAdminAccess({ policy }: Record<string, unknown>): boolean {
  if (!isRecord(policy) || policy.admin_access !== true) return false;
  const { ip_access: addresses } = policy;
  return addresses === null || (Array.isArray(addresses) && addresses.length === 0);
}

function addRolesBelow(roleIds: Set<string>, roles: readonly unknown[]): void {
  const childrenOf = new Map<string, string[]>();
  for (const role of roles.filter(isRecord)) {
    if (!isText(role.id) || !isText(role.parent)) continue;
    childrenOf.set(role.parent, [...(childrenOf.get(role.parent) ?? []), role.id]);
  }
  // A set gives what is added while it is gone through, and each role once.
  for (const id of roleIds) for (const child of childrenOf.get(id) ?? []) roleIds.add(child);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
