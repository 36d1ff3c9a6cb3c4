import { InvalidCredentialsError, isDirectusError } from '@directus/errors';
import { runForLogin } from './current-login.ts';
import type { AuthenticationInstance, Logger, Refresh } from './directus-types.ts';
import { findPresentedToken, type PresentedToken } from './presented-token.ts';
import { endReusedLogin } from './reused-login.ts';
import { rotateSession } from './rotate-session.ts';
import { adoptSession } from './session-links.ts';

/** More often than this nobody loses a race against other refreshes of the same login. */
const attempts = 4;

export interface RefreshOptions {
  graceMs: number;
  logger: Logger;
}

/**
 * Directus's refresh with the rotation done by the guard, the same in every mode: first the session's
 * token is replaced in one statement, then Directus checks the user and signs tokens for it.
 *
 * A token that was replaced at most `graceMs` ago gives what the login has now, so that two tabs that
 * refresh together both go on with the same token. One that was replaced longer ago has been copied
 * by somebody, and it can't be told who is the thief: the login ends (RFC 9700, 4.14.2).
 */
export function createRefresh(original: Refresh, { graceMs, logger }: RefreshOptions): Refresh {
  return async function refresh(token, options) {
    if (typeof token !== 'string' || token === '') return original.call(this, token, options);
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      const presented = await findPresentedToken(this.knex, token);
      if (presented.kind === 'share') return original.call(this, token, options);
      const login = await nextOf(this, token, presented, options?.session === true);
      if (login === undefined) continue;
      try {
        return await runForLogin(login.sid, () => original.call(this, login.current, options));
      } catch (error) {
        // The login may have been rotated once more since; then there is a newer token to go by.
        if (attempt === attempts || !isDirectusError(error, 'INVALID_CREDENTIALS')) throw error;
      }
    }
    throw new InvalidCredentialsError();
  };

  /** The login that a refresh goes on with and its token now; undefined if it must look again. */
  async function nextOf(
    { knex }: AuthenticationInstance,
    token: string,
    presented: PresentedToken,
    isSessionMode: boolean,
  ): Promise<{ sid: string; current: string } | undefined> {
    if (presented.kind === 'unlinked') {
      await adoptSession(knex, token);
      return undefined;
    }
    if (presented.kind === 'current') {
      const { sid, expiresAt } = presented;
      const rotation = { sid, token, expiresAt, graceMs, keepsOldRow: isSessionMode };
      const current = await rotateSession(knex, rotation);
      return current === undefined ? undefined : { sid, current };
    }
    if (presented.kind !== 'rotated') throw new InvalidCredentialsError();
    if (Date.now() - presented.rotatedAt <= graceMs) return presented;
    await endReusedLogin(knex, token, graceMs, logger);
    throw new InvalidCredentialsError();
  }
}
