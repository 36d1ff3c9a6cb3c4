/**
 * Wraps sign-in, refresh and sign-out of Directus, so that every access token belongs to a login.
 *
 * Guarantees: no access token leaves Directus before its login is linked; a login whose password, e-mail,
 * provider or user changed while it was checked gives nothing; a sign-out ends the login whichever of its refresh tokens
 * it comes with.
 */
import { InvalidCredentialsError, isDirectusError } from '@directus/errors';
import type { Knex } from 'knex';
import {
  type AuthenticationClass,
  isFirstTime,
  type Login,
  type Logout,
  methodOf,
  type Refresh,
} from '../shared/directus.ts';
import { currentOrigin, isProof } from './login-origin.ts';
import {
  deleteSession,
  endLogin,
  type LoginBasis,
  linkNewSession,
  newSid,
  readLoginBasis,
  runForLogin,
} from './logins.ts';
import { createRefresh, type RefreshDeps } from './refresh.ts';
import { findPresentedToken } from './refresh-grace.ts';
import { endOldestLogins, type SessionBoundDeps } from './session-bound.ts';

/**
 * Wraps login, refresh and logout of Directus's authentication service, the one class behind REST,
 * GraphQL, WebSockets and single sign-on. Doing it again does nothing, since Directus registers its
 * extensions anew whenever one is installed or removed.
 *
 * @throws Error if a method isn't there: this Directus isn't one that the guard was made for.
 */
export function guardAuthentication(
  service: AuthenticationClass,
  deps: RefreshDeps & Omit<SessionBoundDeps, 'db'>,
): void {
  const login = methodOf<Login>(service, 'AuthenticationService', 'login');
  const refresh = methodOf<Refresh>(service, 'AuthenticationService', 'refresh');
  const logout = methodOf<Logout>(service, 'AuthenticationService', 'logout');
  if (!isFirstTime(service, Symbol.for('genie-helper.sessions'))) return;
  const { prototype } = service;
  Reflect.set(prototype, 'login', guardLogin(login, deps));
  Reflect.set(prototype, 'refresh', createRefresh(refresh, deps));
  Reflect.set(prototype, 'logout', guardLogout(logout, deps));
}

function guardLogin(original: Login, deps: Omit<SessionBoundDeps, 'db'>): Login {
  return async function login(provider, payload, options) {
    const sid = newSid();
    const basis = await basisOf(this.knex, provider, payload);
    const tokens = await runForLogin(sid, () => original.call(this, provider, payload, options));
    const isLinked =
      basis !== undefined &&
      (await linkNewSession(this.knex, sid, tokens.refreshToken, basis, currentOrigin()));
    if (isLinked) {
      if (!isProof()) await endOldestLogins({ ...deps, db: this.knex }, tokens.refreshToken);
      return tokens;
    }
    await deleteSession(this.knex, tokens.refreshToken);
    throw new InvalidCredentialsError();
  };
}

/** Undefined for a login by password of nobody. */
async function basisOf(
  db: Knex,
  provider = 'default',
  { email }: Readonly<Record<string, unknown>>,
): Promise<LoginBasis | undefined> {
  if (provider !== 'default') return { provider };
  return typeof email === 'string' ? await readLoginBasis(db, email) : undefined;
}

function guardLogout(
  original: Logout,
  { refreshTokens }: Pick<RefreshDeps, 'refreshTokens'>,
): Logout {
  return async function logout(token) {
    const presented = await findPresentedToken({ db: this.knex, refreshTokens }, token);
    if (presented.kind === 'dead') return;
    const current = presented.kind === 'replaced' ? presented.current : token;
    try {
      await original.call(this, current);
    } catch (error) {
      // Directus asks the user's provider first; one that it doesn't have can't keep a login alive.
      if (!isDirectusError(error, 'INVALID_PROVIDER_CONFIG')) throw error;
      await deleteSession(this.knex, current);
    }
    if ('sid' in presented) await endLogin(this.knex, presented.sid);
  };
}
