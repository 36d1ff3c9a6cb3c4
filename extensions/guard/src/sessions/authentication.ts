/**
 * Wraps sign-in, refresh and sign-out of Directus, so that every access token belongs to a login.
 *
 * Guarantees: no access token leaves Directus before its login is linked; a login whose password, e-mail or user
 * changed while it was checked gives nothing; a sign-out ends the login whichever of its refresh tokens it comes with.
 */
import { InvalidCredentialsError } from '@directus/errors';
import {
  type AuthenticationClass,
  isFirstTime,
  type Logger,
  type Login,
  type Logout,
  methodOf,
  type Refresh,
} from '../shared/directus.ts';
import {
  deleteSession,
  endLogin,
  linkNewSession,
  newSid,
  readLoginBasis,
  runForLogin,
} from './logins.ts';
import { createRefresh } from './refresh.ts';
import { findPresentedToken } from './refresh-grace.ts';

/**
 * Wraps login, refresh and logout of Directus's authentication service, the one class behind REST,
 * GraphQL, WebSockets and single sign-on. Doing it again does nothing, since Directus registers its
 * extensions anew whenever one is installed or removed.
 *
 * @throws Error if a method isn't there: this Directus isn't one that the guard was made for.
 */
export function guardAuthentication(service: AuthenticationClass, logger: Logger): void {
  const login = methodOf<Login>(service, 'AuthenticationService', 'login');
  const refresh = methodOf<Refresh>(service, 'AuthenticationService', 'refresh');
  const logout = methodOf<Logout>(service, 'AuthenticationService', 'logout');
  if (!isFirstTime(service, Symbol.for('genie-helper.sessions'))) return;
  const { prototype } = service;
  Reflect.set(prototype, 'login', guardLogin(login));
  Reflect.set(prototype, 'refresh', createRefresh(refresh, logger));
  Reflect.set(prototype, 'logout', guardLogout(logout));
}

function guardLogin(original: Login): Login {
  return async function login(provider, payload, options) {
    const sid = newSid();
    const isByPassword = provider === undefined || provider === 'default';
    const basis =
      isByPassword && typeof payload.email === 'string'
        ? await readLoginBasis(this.knex, payload.email)
        : undefined;
    const tokens = await runForLogin(sid, () => original.call(this, provider, payload, options));
    const isLinked =
      (basis !== undefined || !isByPassword) &&
      (await linkNewSession(this.knex, sid, tokens.refreshToken, basis));
    if (isLinked) return tokens;
    await deleteSession(this.knex, tokens.refreshToken);
    throw new InvalidCredentialsError();
  };
}

function guardLogout(original: Logout): Logout {
  return async function logout(token) {
    if (typeof token !== 'string') return original.call(this, token);
    const presented = await findPresentedToken(this.knex, token);
    await original.call(this, presented.kind === 'replaced' ? presented.current : token);
    if ('sid' in presented) await endLogin(this.knex, presented.sid);
  };
}
