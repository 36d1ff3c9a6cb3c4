/**
 * Token checks through `GET /users/me`, on any Directus.
 *
 * Guarantees: a token passes only where Directus answers, after the request arrived, with a whole user:
 * an id, `status: "active"`, and the role that the token was issued for. A 200 alone is no proof: Directus
 * gives one to deleted users (an id and nothing else), to suspended ones and to share links.
 * Doesn't guarantee: that a logged-out session's JWT, or one of before a password change, is refused before it
 * expires. Stock Directus vouches for those; only the session guard in Directus can know better.
 */

import { shareNextCall } from '../directus/coalesced-calls.ts';
import type { DirectusClient } from '../directus/directus-client.ts';
import { isRecord } from '../directus/directus-response.ts';
import { directusUnavailable } from '../services/directus/directus-unavailable.ts';
import { type AdminGrants, readAdminGrants } from '../services/sessions/admin-grants.ts';
import type { TokenValidator, VouchedUser } from './token-validator.ts';
import { readUnverifiedClaims } from './tokens.ts';

const fields = 'id,email,first_name,status,role.id,role.name,subscription_tier';

/** Refusals by which Directus says that it doesn't vouch for a token. Anything else is an outage. */
const refusals = new Set([
  'INVALID_CREDENTIALS',
  'INVALID_TOKEN',
  'TOKEN_EXPIRED',
  'FORBIDDEN',
  'USER_SUSPENDED',
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
  options: UsersMeValidatorOptions = {},
): TokenValidator {
  const bounds = {
    deadlineMs: options.deadlineMs ?? 2_500,
    maxWaiting: options.maxWaiting ?? 2_000,
    giveUp: (reason: string) => directusUnavailable(`token check: ${reason}`),
  };
  const readGrants = shareNextCall<AdminGrants>({
    ...bounds,
    call: (token) => readAdminGrants((path) => askForRows(client, path, token)),
  });
  const validate = shareNextCall<VouchedUser | null>({
    ...bounds,
    call: async (token) => {
      const data = await ask(client, `/users/me?fields=${fields}`, token);
      const user = data === null ? null : readUser(data);
      if (user === null || !isIssuedFor(token, user)) return null;
      const isAdmin = async () => {
        if (user.role?.name === 'Administrator') return true;
        const { userIds, roleIds } = await readGrants(token);
        return userIds.has(user.userId) || (user.role !== null && roleIds.has(user.role.id));
      };
      return { ...user, isAdmin };
    },
  });
  return { validate };
}

/** What one answer of `/users/me` tells; admin access is a question of its own. */
type Identity = Omit<VouchedUser, 'isAdmin'>;

async function ask(
  client: Pick<DirectusClient, 'call'>,
  path: string,
  token: string,
): Promise<Record<string, unknown> | null> {
  const data = await askForData(client, path, token);
  if (data === null || isRecord(data)) return data;
  throw directusUnavailable('a success without an object');
}

async function askForRows(
  client: Pick<DirectusClient, 'call'>,
  path: string,
  token: string,
): Promise<unknown[] | null> {
  const data = await askForData(client, path, token);
  if (data === null || Array.isArray(data)) return data;
  throw directusUnavailable('a success without a list');
}

/** `null` where Directus refuses. */
async function askForData(
  client: Pick<DirectusClient, 'call'>,
  path: string,
  token: string,
): Promise<unknown> {
  const answer = await client.call({ method: 'GET', path, token });
  if (answer.ok) {
    if (answer.data === null) throw directusUnavailable('a success without data');
    return answer.data;
  }
  const isRefusal = (answer.status === 401 || answer.status === 403) && refusals.has(answer.code);
  if (isRefusal) return null;
  throw directusUnavailable(`an unexpected ${answer.status}`);
}

function readUser(data: Record<string, unknown>): Identity | null {
  const { id, email, first_name: firstName, status, role, subscription_tier: tier, share } = data;
  if (share !== undefined || status !== 'active') return null;
  if (typeof id !== 'string' || id === '' || typeof email !== 'string') return null;
  const readRole = readRoleOf(role);
  if (readRole === undefined) return null;
  return {
    userId: id,
    email,
    firstName: typeof firstName === 'string' ? firstName : null,
    role: readRole,
    subscriptionTier: typeof tier === 'string' ? tier : null,
  };
}

function readRoleOf(role: unknown): VouchedUser['role'] | undefined {
  if (role === null) return null;
  if (!isRecord(role) || typeof role.id !== 'string' || typeof role.name !== 'string') {
    return undefined;
  }
  return { id: role.id, name: role.name };
}

/** Directus applies the rights of the role in the token, so a token of a former role must not pass. */
function isIssuedFor(token: string, user: Identity): boolean {
  const claims = readUnverifiedClaims(token);
  if (claims === undefined) return true;
  return (
    !claims.isShare && claims.userId === user.userId && claims.roleId === (user.role?.id ?? null)
  );
}
