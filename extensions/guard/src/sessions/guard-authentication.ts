import { InvalidCredentialsError } from '@directus/errors';
import { runForLogin } from './current-login.ts';
import type { AuthenticationClass, Logger, Login, Logout, Refresh } from './directus-types.ts';
import { createRefresh } from './guarded-refresh.ts';
import { findPresentedToken } from './presented-token.ts';
import {
  deleteSession,
  endLogin,
  linkNewSession,
  newSid,
  readLoginBasis,
} from './session-links.ts';

const installed = Symbol.for('genie-helper.session-guard');

/**
 * Wraps login, refresh and logout of Directus's authentication service, the one class behind REST,
 * GraphQL, WebSockets and single sign-on. Doing it again does nothing, since Directus registers its
 * extensions anew whenever one is installed or removed.
 *
 * @throws Error if a method isn't there: this Directus isn't one that the guard was made for.
 */
export function guardAuthentication(
  service: AuthenticationClass,
  graceMs: number,
  logger: Logger,
): void {
  const { prototype } = service;
  if (Reflect.has(prototype, installed)) return;
  const login = method<Login>(prototype, 'login');
  const refresh = method<Refresh>(prototype, 'refresh');
  const logout = method<Logout>(prototype, 'logout');
  Reflect.set(prototype, 'login', guardLogin(login));
  Reflect.set(prototype, 'refresh', createRefresh(refresh, { graceMs, logger }));
  Reflect.set(prototype, 'logout', guardLogout(logout));
  Reflect.set(prototype, installed, true);
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
    await original.call(this, presented.kind === 'rotated' ? presented.current : token);
    if ('sid' in presented) await endLogin(this.knex, presented.sid);
  };
}

function method<Method>(prototype: object, name: string): Method {
  const value: unknown = Reflect.get(prototype, name);
  if (typeof value === 'function') return value as Method;
  throw new Error(`this Directus has no AuthenticationService.${name}.`);
}
