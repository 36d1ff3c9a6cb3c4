/**
 * Users, as an administrator sees them, and the end of their sessions.
 *
 * Guarantees: nothing but the columns below is read, and nothing but sessions is ended. A search looks at e-mail and
 * first name only, never at what Directus would search besides, such as tokens.
 */
import { isRecord } from '@genie-helper/directus-client';
import {
  type AdminCall,
  assertDone,
  type Filter,
  openCollection,
} from '@genie-helper/directus-client/queries';
import Type, { type Static } from 'typebox';
import { directusUnavailable } from '../http/errors.ts';
import { orNull } from '../http/schemas.ts';

const row = Type.Object({
  id: Type.String(),
  email: orNull,
  first_name: orNull,
  role: Type.Union([Type.Object({ name: Type.String() }), Type.Null()]),
  status: Type.String(),
  last_access: orNull,
});

/** Which users to list. */
export interface UserQuery {
  limit: number;
  offset: number;
  /** Part of an e-mail or a first name, in any case. */
  search?: string | undefined;
  /** Only these. */
  ids?: readonly string[] | undefined;
}

/** Every method throws DirectusError, or AppError `directus.unavailable`. */
export type UserDirectory = ReturnType<typeof createUserDirectory>;

/** @param call asks Directus as the administrator */
export function createUserDirectory(call: AdminCall) {
  const users = openCollection(call, '/users', row);

  async function countSessions(userIds: readonly string[]): Promise<Record<string, unknown>> {
    if (userIds.length === 0) return {};
    const body = { userIds };
    const answer = await call({ method: 'POST', path: '/genie/session-counts', body });
    if (answer.ok && isRecord(answer.data)) return answer.data;
    if (!answer.ok && answer.status === 404) return {};
    throw directusUnavailable('counts of another form');
  }

  return {
    /** Users by e-mail, and how many there are in all. */
    async list({ limit, offset, ...wanted }: UserQuery) {
      const filter = toFilter(wanted);
      const { rows, total } = await users.page({ filter, sort: 'email,id', limit, offset });
      const sessions = await countSessions(rows.map(({ id }) => id));
      return { users: rows.map((one) => toListed(one, sessions[one.id])), total };
    },
    /** Ends every session of a user. @returns how many there were; `null` where there is no such user */
    async signOut(userId: string): Promise<number | null> {
      if ((await users.find({ id: { _eq: userId } })) === undefined) return null;
      const answer = await call({ method: 'POST', path: '/genie/sign-out', body: { userId } });
      const { data } = assertDone(answer, 'a sign-out');
      const ended = isRecord(data) ? data.ended : undefined;
      if (Number.isSafeInteger(ended)) return Number(ended);
      throw directusUnavailable('a sign-out of another form');
    },
  };
}

function toFilter({ search, ids }: Pick<UserQuery, 'search' | 'ids'>): Filter {
  // A wildcard more changes nothing, and makes a text of what Directus would take for null, a date or a variable.
  const part = { _icontains: `%${search}` };
  return {
    ...(search === undefined ? {} : { _or: [{ email: part }, { first_name: part }] }),
    ...(ids === undefined ? {} : { id: { _in: ids } }),
  };
}

/** A user in the list; when a login was last made or refreshed is left out where there was none. */
function toListed(one: Static<typeof row>, sessions: unknown) {
  return {
    id: one.id,
    email: one.email,
    firstName: one.first_name,
    role: one.role?.name ?? null,
    status: one.status,
    // A Directus without the session guard can't tell.
    sessions: typeof sessions === 'number' ? sessions : null,
    ...(one.last_access === null ? {} : { lastSeenAt: one.last_access }),
  };
}

/** A user to be made. `password` is plain here and hashed by Directus. */
export interface NewDirectusUser {
  email: string;
  password: string;
  first_name: string;
  status: 'active';
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
