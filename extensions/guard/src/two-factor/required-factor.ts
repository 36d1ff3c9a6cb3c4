/**
 * `REQUIRE_ADMIN_TWO_FACTOR`: an administrator without a second factor signs in and does nothing else.
 *
 * Guarantees: at Directus's REST and GraphQL, every request with the token of such an administrator's login is 403, from
 * the first request after the factor went; but for what the token itself needs: `/auth/*`, and asking who one is. Our API
 * refuses its own administrators' routes by itself, and lets a factor be set up.
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

interface RequiredFactorDeps {
  db: Knex;
  /** Tells tokens of logins from static ones. */
  readSigned: ReadSignedToken;
  /** Is told of each. */
  onRefusal: () => void;
}

/** Express middleware, for after Directus knows who asks. */
export function requireAdminFactor({ db, readSigned, onRefusal }: RequiredFactorDeps) {
  return async (
    { method, path, token, accountability }: DirectusRequest,
    _response: unknown,
    next: Next,
  ): Promise<void> => {
    const userId = accountability?.admin === true ? accountability.user : undefined;
    const isLogin = typeof token === 'string' && typeof readSigned(token) === 'object';
    if (!userId || !isLogin || isOpen(method, path)) return next();
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

function isOpen(method: string, path: string): boolean {
  const plainPath = plainPathOf(path);
  if (!open.test(plainPath)) return false;
  return method === 'GET' || plainPath.startsWith('/auth');
}
