/**
 * Token checks through `GET /users/me`, on any Directus.
 *
 * Guarantees: a token passes only where Directus answers, after the request arrived, with a whole user:
 * an id, `status: "active"`, and the role that the token was issued for. A 200 alone is no proof: Directus
 * gives one to deleted users (an id and nothing else), to suspended ones and to share links.
 * Doesn't guarantee: that a logged-out session's JWT, or one of before a password change, is refused before it
 * expires. Stock Directus vouches for those; only the session guard in Directus can know better.
 */

import { type DirectusClient, isRecord } from '@genie-helper/directus-client';
import { coalesceNextCall } from '../directus/coalesced-calls.ts';
import { directusUnavailable } from '../http/errors.ts';
import type { RefusalReason } from './refusal-reasons.ts';
import type { AuthenticatedUser, TokenCheck, TokenValidator } from './token-validator.ts';
import { readUnverifiedClaims } from './tokens.ts';

const fields = 'id,email,first_name,status,role.id,role.name,subscription_tier';

/**
 * Refusals by which Directus says that it doesn't vouch for a token, and what each tells. Anything else is an outage.
 * `INVALID_CREDENTIALS` is its answer to a static token that it doesn't have and to a session that has ended.
 */
const refusals = new Map<string, RefusalReason>([
  ['INVALID_CREDENTIALS', 'refused_by_directus'],
  ['INVALID_TOKEN', 'forged'],
  ['TOKEN_EXPIRED', 'expired'],
  ['FORBIDDEN', 'refused_by_directus'],
  ['USER_SUSPENDED', 'user_inactive'],
]);

/** Bounds of the checks. Times are milliseconds. */
export interface UsersMeValidatorOptions {
  /** How long a request waits for its check, another's before it included. */
  deadlineMs?: number;
  /** How many requests may wait for a check at once; one more is refused as an overload. */
  maxWaiting?: number;
}

/** @param client the connection to Directus; one call of it is one check */
export function createUsersMeValidator(
  client: Pick<DirectusClient, 'call'>,
  { deadlineMs = 2_500, maxWaiting = 2_000 }: UsersMeValidatorOptions = {},
): TokenValidator {
  const giveUp = (reason: string) => directusUnavailable(`token check: ${reason}`);
  const bounds = { deadlineMs, maxWaiting, giveUp };
  const readGrants = coalesceNextCall<AdminGrants>({
    ...bounds,
    call: (token) =>
      readAdminGrants(async (path) => {
        const rows = await ask(client, path, token, isList);
        return typeof rows === 'string' ? null : rows;
      }),
  });
  const validate = coalesceNextCall<TokenCheck>({
    ...bounds,
    call: async (token) => {
      const data = await ask(client, `/users/me?fields=${fields}`, token, isRecord);
      const user = typeof data === 'string' ? data : readUser(data);
      if (typeof user === 'string') return { reason: user };
      const mismatch = whyNotIssuedFor(token, user);
      if (mismatch !== undefined) return { reason: mismatch };
      const isAdmin = async () => {
        if (user.role?.name === 'Administrator') return true;
        const { userIds, roleIds } = await readGrants(token);
        return userIds.has(user.userId) || (user.role !== null && roleIds.has(user.role.id));
      };
      const hasSecondFactor = async () => {
        if (readUnverifiedClaims(token) === undefined) return true;
        // Administrators may read it, and are given stars in its place.
        const own = await ask(client, '/users/me?fields=tfa_secret', token, isRecord);
        return typeof own !== 'string' && typeof own.tfa_secret === 'string';
      };
      return { user: { ...user, isAdmin, hasSecondFactor } };
    },
  });
  return { validate };
}

/** What one answer of `/users/me` tells; admin access is a question of its own. */
type Identity = Omit<AuthenticatedUser, 'isAdmin' | 'hasSecondFactor'>;

/** @returns what Directus answered, or the reason that its refusal tells */
async function ask<T extends object>(
  client: Pick<DirectusClient, 'call'>,
  path: string,
  token: string,
  isForm: (data: unknown) => data is T,
): Promise<T | RefusalReason> {
  const answer = await client.call({ method: 'GET', path, token });
  if (answer.ok) {
    if (isForm(answer.data)) return answer.data;
    throw directusUnavailable('a success of another form');
  }
  const reason = refusals.get(answer.code);
  const isRefusal = answer.status === 401 || answer.status === 403;
  if (isRefusal && reason !== undefined) return reason;
  throw directusUnavailable(`an unexpected ${answer.status}`);
}

function readUser(data: Record<string, unknown>): Identity | RefusalReason {
  const { id, email, first_name: firstName, status, role, subscription_tier: tier, share } = data;
  if (share !== undefined) return 'share_token';
  if (typeof status !== 'string') return 'user_unreadable';
  if (status !== 'active') return 'user_inactive';
  if (typeof id !== 'string' || id === '') return 'user_unreadable';
  if (typeof email !== 'string') return 'no_email';
  const readRole = readRoleOf(role);
  if (readRole === undefined) return 'user_unreadable';
  return {
    userId: id,
    email,
    firstName: typeof firstName === 'string' ? firstName : null,
    role: readRole,
    subscriptionTier: typeof tier === 'string' ? tier : null,
  };
}

function readRoleOf(role: unknown): AuthenticatedUser['role'] | undefined {
  if (role === null) return null;
  if (!isRecord(role) || typeof role.id !== 'string' || typeof role.name !== 'string') {
    return undefined;
  }
  return { id: role.id, name: role.name };
}

/** Directus applies the rights of the role in the token, so a token of a former role must not pass. */
function whyNotIssuedFor(token: string, user: Identity): RefusalReason | undefined {
  const claims = readUnverifiedClaims(token);
  if (claims === undefined) return undefined;
  if (claims.isShare) return 'share_token';
  if (claims.userId !== user.userId) return 'forged';
  return claims.roleId === (user.role?.id ?? null) ? undefined : 'role_changed';
}

/**
 * Who has admin access, read from Directus's own rows with the token of whoever asks.
 *
 * Guarantees: the rows are those of this moment. Directus's own answer about a caller, `/policies/me/globals`,
 * isn't: several Directus processes without Redis don't hear of each other's changes, and a demoted admin would
 * stay one. A policy that is bound to addresses doesn't count, since the address would be this server's.
 * Doesn't guarantee: that a promotion counts at once there. A caller whom Directus doesn't know as an admin yet
 * can't read the rows, and isn't one.
 */

/** Reads a list of rows. `null` where Directus refuses. @throws AppError `directus.unavailable` */
export type ReadRows = (path: string) => Promise<unknown[] | null>;

/** The users and roles that an admin policy names, and every role below such a role. */
interface AdminGrants {
  userIds: ReadonlySet<string>;
  roleIds: ReadonlySet<string>;
}

const accessPath =
  '/access?filter[policy][admin_access][_eq]=true&fields=user,role,policy.admin_access,policy.ip_access&limit=-1';

const rolesPath = '/roles?fields=id,parent&limit=-1';

/** Reads them; there are none for a caller who may not read them. */
async function readAdminGrants(read: ReadRows): Promise<AdminGrants> {
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

function isList(value: unknown): value is unknown[] {
  return Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
