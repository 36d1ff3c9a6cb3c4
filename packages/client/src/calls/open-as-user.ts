import { GenieApiError } from '../errors.ts';
import type { SendRequest } from '../http/send-request.ts';
import type { Session } from '../session/session.ts';
import type { OpenRequest } from './api-call.ts';

/** First try, one with a token that somebody else has fetched meanwhile, one after a refresh of our own. */
const maxSends = 3;

/**
 * Sends requests with the session's token. A request whose token is refused is sent again with another one: the API
 * refuses before it reads a body, so nothing was done. One refresh a request at most: a token that is refused right
 * after it was fetched is no matter of time.
 */
export function openAsUser(
  session: Pick<Session, 'token' | 'isCurrent' | 'replace'>,
  send: SendRequest,
): OpenRequest {
  return async (request, signal) => {
    let mayRefresh = true;
    for (let sends = 1; ; sends += 1) {
      const token = await session.token(signal);
      try {
        return await send(request, { ...accept, authorization: `Bearer ${token}` }, signal);
      } catch (error) {
        if (!isTokenRefusal(error) || sends === maxSends) throw error;
        if (session.isCurrent(token)) {
          if (!mayRefresh) throw error;
          mayRefresh = false;
        }
        await session.replace(token, signal);
      }
    }
  };
}

const accept = { accept: 'application/json, text/event-stream' };

function isTokenRefusal(error: unknown): boolean {
  return (
    error instanceof GenieApiError && error.status === 401 && error.code === 'auth.invalid_token'
  );
}
