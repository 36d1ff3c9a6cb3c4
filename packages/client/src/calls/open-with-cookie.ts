import { GenieApiError, GenieSignedOutError } from '../errors/genie-error.ts';
import type { Clock } from '../http/clock.ts';
import type { SendRequest } from '../http/send-request.ts';
import type { CookieLogin } from '../session/cookie-login.ts';
import type { OpenRequest } from './api-call.ts';

/** Time for the answer that brings the next cookie. */
const pauseMs = 250;

/**
 * Sends requests with the cookie of the page's server. A refusal is asked about once more while somebody is known to be
 * signed in: the cookie may just have been replaced by the answer to another request, and the browser has the new one
 * then. The API refuses before it reads a body, so nothing was done.
 */
export function openWithCookie(deps: {
  login: CookieLogin;
  send: SendRequest;
  clock: Clock;
}): OpenRequest {
  const { login, send, clock } = deps;
  return async (request, signal) => {
    const number = login.number();
    for (let mayRepeat = login.isKnown(); ; mayRepeat = false) {
      try {
        const response = await send(request, accept, signal);
        login.confirm(number);
        return response;
      } catch (error) {
        if (!isSessionRefusal(error)) throw error;
        if (!mayRepeat) {
          login.end(number, 'ended');
          throw new GenieSignedOutError();
        }
      }
      await clock.sleep(pauseMs, signal);
      // Whoever has signed in meanwhile didn't ask this.
      if (login.number() !== number) throw new GenieSignedOutError();
    }
  };
}

const accept = { accept: 'application/json, text/event-stream' };

function isSessionRefusal(error: unknown): boolean {
  return (
    error instanceof GenieApiError && error.status === 401 && error.code === 'auth.invalid_token'
  );
}
