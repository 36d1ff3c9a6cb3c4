/**
 * `REQUIRE_ADMIN_TWO_FACTOR`: an administrator without a second factor signs in and does nothing else.
 *
 * Guarantees: at Directus's REST and GraphQL, every request with the token of such an administrator's login is 403, from
 * the first request after the factor went; but for what the token itself needs: `/auth/*`, and asking who one is, which
 * reads the own columns and what the role is called, and leads to nobody else. Our API refuses its own administrators'
 * routes by itself, and lets a factor be set up.
 *
 * Doesn't touch static tokens, which only administrators set: the API itself lives by one.
 */
import { ForbiddenError } from '@directus/errors';
import type { Knex } from 'knex';
import type { ReadSignedToken } from '../sessions/access-token.ts';
import type { DirectusRequest, Next } from '../shared/directus.ts';
import { plainPathOf } from '../shared/request-path.ts';

/** What is open all the same: signing in and out, and who one is. */
const open = /^\/(auth|server)(\/|$)|^\/users\/me\/?$|^\/(policies|permissions)\/me(\/|$)/;

const ownAccount = /^\/users\/me\/?$/;

/** Through its role somebody is related to other people: `role.users.email`. */
const ownField = /^(?:[\w*-]+|role\.(?:id|name|icon|description))$/;

/** Of a query, as Directus has read it, what can't ask about others. A filter can, by what it leaves out. */
const harmless: ReadonlySet<string> = new Set([
  'fields',
  'limit',
  'offset',
  'page',
  'meta',
  'export',
]);

interface RequiredFactorDeps {
  db: Knex;
  /** Tells tokens of logins from static ones. */
  readSigned: ReadSignedToken;
  /** Is told of each. */
  onRefusal: () => void;
}

/** Express middleware, for after Directus knows who asks. */
export function requireAdminFactor({ db, readSigned, onRefusal }: RequiredFactorDeps) {
  return async (request: DirectusRequest, _response: unknown, next: Next): Promise<void> => {
    const { token, accountability } = request;
    const userId = accountability?.admin === true ? accountability.user : undefined;
    const isLogin = typeof token === 'string' && typeof readSigned(token) === 'object';
    if (!userId || !isLogin || isOpen(request)) return next();
    try {
      const user = await db('directus_users').where({ id: userId }).first('tfa_secret');
      if (typeof user?.tfa_secret === 'string') return next();
      onRefusal();
      const reason =
        'Administrators of this server need a second factor. Set one up on the Account page of the console';
      next(new ForbiddenError({ reason }));
    } catch (error) {
      next(error);
    }
  };
}

function isOpen({ method, path, sanitizedQuery }: DirectusRequest): boolean {
  const plainPath = plainPathOf(path);
  if (!open.test(plainPath)) return false;
  if (ownAccount.test(plainPath) && !asksForOwnOnly(sanitizedQuery)) return false;
  return method === 'GET' || plainPath.startsWith('/auth');
}

/** Without a query Directus gives the own columns. */
function asksForOwnOnly(query: DirectusRequest['sanitizedQuery']): boolean {
  if (query === undefined || !Object.keys(query).every((name) => harmless.has(name))) return false;
  const { fields = [] } = query;
  return Array.isArray(fields) && fields.every((field) => ownField.test(String(field)));
}
