/**
 * `POST /genie/logins/stale`: our API tells of a session's token that it was shown and that doesn't count any more.
 *
 * Guarantees: only a token that this Directus signed ends anything, and only the login that it names itself. One whose
 * session went on with another token has been copied, or the answer with that other token was lost: its login ends, as
 * with a refresh token that is used again. A request may have been under way while its token was replaced, so it tells
 * that only a minute after (`lateRequestMs`); a browser that signs in with such a cookie tells it at once.
 *
 * Doesn't guarantee: to tell a copy from the owner within that time.
 */
import { InvalidPayloadError } from '@directus/errors';
import {
  lateRequestMs,
  type StaleSessionAnswer,
  type StaleSessionRequest,
} from '@genie-helper/guard-protocol';
import type { ReadSignedToken } from './access-token.ts';
import { endReusedLogin, type ReuseDeps } from './refresh-grace.ts';

const maxLength = 4_096;

export function createNoticeStale(deps: ReuseDeps & { readSigned: ReadSignedToken }) {
  return async (body: unknown): Promise<StaleSessionAnswer> => {
    const { token, isSignIn } = readRequest(body);
    const claims = deps.readSigned(token);
    if (typeof claims === 'string' || claims.session === undefined) return { ended: false };
    return { ended: await endReusedLogin(deps, claims.session, isSignIn ? 0 : lateRequestMs) };
  };
}

function readRequest(body: unknown): StaleSessionRequest {
  const { token, isSignIn }: Record<string, unknown> = Object(body);
  if (typeof token === 'string' && token.length <= maxLength) {
    return { token, isSignIn: isSignIn === true };
  }
  throw new InvalidPayloadError({ reason: 'token must be a text' });
}
