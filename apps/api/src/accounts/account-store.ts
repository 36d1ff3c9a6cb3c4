/**
 * Users, as an administrator sees and changes them.
 *
 * Guarantees: nothing but the columns below is read, and nothing but plan, status and role is changed. A search looks at
 * e-mail and first name only, never at what Directus would search besides, such as tokens.
 */
import { isRecord, isUuid } from '@genie-helper/directus-client';
import {
  type AdminCall,
  assertDone,
  type Filter,
  openCollection,
} from '@genie-helper/directus-client/queries';
import { twoFactorPaths } from '@genie-helper/guard-protocol';
import Type, { type Static } from 'typebox';
import { type ActingAdministrator, askFor } from '../directus/acting-administrator.ts';
import { AppError, directusUnavailable } from '../http/errors.ts';
import { orNull } from '../http/schemas.ts';
import type { ListedUser, userOrders, userStatuses } from './listed-user.ts';

const role = Type.Object({ id: Type.String(), name: Type.String() });

const row = Type.Object({
  id: Type.String(),
  email: orNull,
  first_name: orNull,
  role: Type.Union([Type.Object({ name: Type.String() }), Type.Null()]),
  status: Type.String(),
  last_access: orNull,
  subscription_tier: orNull,
  date_created: orNull,
  // Directus gives stars in place of what is there.
  tfa_secret: orNull,
});

const sorts = {
  email: 'email,id',
  newest: '-date_created,email,id',
  lastSeen: '-last_access,email,id',
} as const;

/** What an administrator may change of a user, by Directus's columns. */
export interface UserColumns {
  subscription_tier?: string | null;
  status?: 'active' | 'suspended';
  /** The role's id. */
  role?: string;
}

/** Which users to list. */
export interface UserQuery {
  limit: number;
  offset: number;
  /** Part of an e-mail or a first name, in any case. */
  search?: string | undefined;
  /** Only these. */
  ids?: readonly string[] | undefined;
  status?: (typeof userStatuses)[number] | undefined;
  sort?: (typeof userOrders)[number] | undefined;
}

/** Every method throws DirectusError, or AppError `directus.unavailable`. */
export type UserDirectory = ReturnType<typeof createUserDirectory>;

/**
 * @param call asks Directus as the administrator
 * @param secret by which the guard believes for whom we ask
 */
export function createUserDirectory(call: AdminCall, secret?: string) {
  const users = openCollection(call, '/users', row);
  const roles = openCollection(call, '/roles', role);

  async function countSessions(userIds: readonly string[]): Promise<Record<string, unknown>> {
    if (userIds.length === 0) return {};
    const body = { userIds };
    const answer = await call({ method: 'POST', path: '/genie/session-counts', body });
    if (answer.ok && isRecord(answer.data)) return answer.data;
    if (!answer.ok && answer.status === 404) return {};
    throw directusUnavailable('counts of another form');
  }

  /** @returns undefined where there is no such user */
  async function find(userId: string): Promise<ListedUser | undefined> {
    if (!isUuid(userId)) return undefined;
    const row = await users.find({ id: { _eq: userId } });
    return row && toListed(row, (await countSessions([userId]))[userId]);
  }

  return {
    /** Users, by e-mail if not said otherwise, and how many there are in all. */
    async list({ limit, offset, sort = 'email', ...wanted }: UserQuery) {
      const filter = toFilter(wanted);
      const { rows, total } = await users.page({ filter, sort: sorts[sort], limit, offset });
      const sessions = await countSessions(rows.map(({ id }) => id));
      return { users: rows.map((one) => toListed(one, sessions[one.id])), total };
    },
    find,
    /** The roles that users can have, by name. */
    listRoles: () => roles.list({ sort: 'name,id', limit: -1 }),
    /**
     * Changes a user. The guard ends what has to end.
     *
     * @returns the user as it is now; `null` where there is no such user
     * @throws AppError `users.last_administrator`
     */
    async change(userId: string, body: UserColumns, by: ActingAdministrator) {
      const path = `/users/${encodeURIComponent(userId)}?fields=id`;
      const answer = await askFor(call, by, secret)({ method: 'PATCH', path, body });
      if (!answer.ok && answer.code === 'UNPROCESSABLE_CONTENT') {
        throw new AppError('users.last_administrator');
      }
      const user = answer.ok || answer.status === 403 ? await find(userId) : undefined;
      // Directus says the same of a user who isn't there as of a change that it refuses.
      const isGone = !answer.ok && answer.status === 403 && user === undefined;
      if (!isGone) assertDone(answer, 'a change of a user');
      return user ?? null;
    },
    /** Ends every session of a user. @returns how many there were; `null` where there is no such user */
    async signOut(userId: string, by: ActingAdministrator): Promise<number | null> {
      if ((await users.find({ id: { _eq: userId } })) === undefined) return null;
      const ask = askFor(call, by, secret);
      const answer = await ask({ method: 'POST', path: '/genie/sign-out', body: { userId } });
      const { data } = assertDone(answer, 'a sign-out');
      const ended = isRecord(data) ? data.ended : undefined;
      if (Number.isSafeInteger(ended)) return Number(ended);
      throw directusUnavailable('a sign-out of another form');
    },
    /** Takes the second factor of a user off. @returns false where there is no such user */
    async removeSecondFactor(userId: string, by: ActingAdministrator): Promise<boolean> {
      if ((await users.find({ id: { _eq: userId } })) === undefined) return false;
      const body = { userId };
      const ask = askFor(call, by, secret);
      const answer = await ask({ method: 'POST', path: twoFactorPaths.removeOf, body });
      assertDone(answer, 'the end of a second factor');
      return true;
    },
  };
}

function toFilter({ search, ids, status }: Pick<UserQuery, 'search' | 'ids' | 'status'>): Filter {
  // A wildcard more changes nothing, and makes a text of what Directus would take for null, a date or a variable.
  const part = { _icontains: `%${search}` };
  return {
    ...(search === undefined ? {} : { _or: [{ email: part }, { first_name: part }] }),
    ...(ids === undefined ? {} : { id: { _in: ids } }),
    ...(status === undefined ? {} : { status: { _eq: status } }),
  };
}

/** A user in the list; when a login was last made or refreshed is left out where there was none. */
function toListed(one: Static<typeof row>, sessions: unknown): ListedUser {
  return {
    id: one.id,
    email: one.email,
    firstName: one.first_name,
    role: one.role?.name ?? null,
    status: one.status,
    subscriptionTier: one.subscription_tier,
    twoFactor: one.tfa_secret !== null,
    // A Directus without the session guard can't tell.
    sessions: typeof sessions === 'number' ? sessions : null,
    ...(one.last_access === null ? {} : { lastSeenAt: one.last_access }),
    createdAt: one.date_created,
  };
}

/** A user to be made. `password` is plain here and hashed by Directus. */
export interface NewDirectusUser {
  id?: string;
  email: string;
  password: string;
  first_name: string;
  status: 'active' | 'unverified';
  role: string;
  subscription_tier: string;
}

/** What registration does with the admin token, and no more. */
export type UserAccounts = ReturnType<typeof createUserAccounts>;

/** @param call asks Directus as the administrator */
export function createUserAccounts(call: AdminCall) {
  return {
    /** Makes a user and answers what Directus kept of it. */
    createUser(body: NewDirectusUser) {
      const path = '/users?fields=id,email,status,role,subscription_tier';
      return call({ method: 'POST', path, body });
    },
    /** Removes a user; used only to undo what `createUser` made. */
    deleteUser: (userId: string) =>
      call({ method: 'DELETE', path: `/users/${encodeURIComponent(userId)}` }),
  };
}
