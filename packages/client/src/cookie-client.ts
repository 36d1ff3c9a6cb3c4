import type { CookieSession } from './api-types.ts';
import { createApiCall, createPublicCall, type OpenRequest, resultOf } from './calls/api-call.ts';
import { type GenieCalls, genieCalls } from './calls/genie-calls.ts';
import { GenieSignedOutError } from './errors.ts';
import { type Fetch, toBaseUrl } from './http/exchange.ts';
import { createSender, type SendRequest } from './http/send-request.ts';
import { type CallOptions, type Clock, systemClock } from './http/time.ts';
import {
  createCookieSession,
  type KnownSession,
  openWithCookie,
} from './session/cookie-session.ts';
import { createSignOuts, type SignOuts } from './session/sign-outs.ts';

/**
 * The API as a page of its own origin uses it: whoever is signed in is known by a cookie that no script can read, so
 * there is no token here to lose. Every call throws a GenieError, or the reason of its signal; those that need somebody
 * signed in throw GenieSignedOutError where nobody is.
 */
export type CookieClient = ReturnType<typeof cookieSessionCalls> & GenieCalls;

export interface CookieClientOptions {
  /** The API, without `/api`: '' or a path of the page's own server, as the cookie goes nowhere else. */
  apiUrl: string;
  /** The platform's own where left out. */
  fetch?: Fetch | undefined;
  /** For tests. */
  clock?: Clock | undefined;
}

/**
 * A client for the session that the API keeps in this browser's cookie.
 *
 * @throws TypeError where the address is none
 */
export function createCookieClient(options: CookieClientOptions): CookieClient {
  const { fetch, clock = systemClock } = options;
  const baseUrl = toBaseUrl(options.apiUrl, 'apiUrl');
  const send = createSender({ fetch, baseUrl, clock, credentials: 'same-origin' });
  const signOuts = createSignOuts();
  const session = createCookieSession(signOuts);
  const open = openWithCookie({ session, send, clock });
  return Object.freeze({
    ...cookieSessionCalls({ session, open, send, signOuts }),
    ...genieCalls({ open, send, clock }),
  });
}

function cookieSessionCalls(deps: {
  session: KnownSession;
  open: OpenRequest;
  send: SendRequest;
  signOuts: Pick<SignOuts, 'listen'>;
}) {
  const { session: known, open, send, signOuts } = deps;
  const call = createApiCall(open);
  const publicCall = createPublicCall(send);
  return {
    /**
     * Signs in; the browser keeps the cookie.
     *
     * @param options `otp`: the six digits or a recovery code, for an account with an authenticator
     * @throws GenieApiError `auth.invalid_credentials`; `auth.code_needed` where the code is missing or wrong;
     * `account.email_unproven` where the server wants the address proven first; `rate_limit.exceeded`
     */
    async signIn(
      email: string,
      password: string,
      { otp, ...options }: CallOptions & { otp?: string | undefined } = {},
    ): Promise<CookieSession> {
      const body = { email, password, ...(otp === undefined ? {} : { otp }) };
      const session = resultOf(await publicCall('post', '/api/session', { body }, options));
      known.begin(session.user.id);
      return session;
    },
    /** Whose the session is, and until when it lasts; null where nobody is signed in. */
    async session(options?: CallOptions): Promise<CookieSession | null> {
      const number = known.number();
      const answer = call('get', '/api/session', {}, options);
      const session = await answer.then(resultOf, nobody);
      if (session !== null) known.recognize(number, session.user.id);
      return session;
    },
    /**
     * Ends the session, in every tab. One that is over already counts as ended.
     *
     * @throws GenieNetworkError, GenieUnavailableError where it can't be ended now: it lives on. Try again
     */
    async signOut(options?: CallOptions): Promise<void> {
      const number = known.number();
      await call('delete', '/api/session', {}, options).catch(nobody);
      known.end(number, 'signed-out');
    },
    /** Tells when a session is over, and why. @returns what ends the telling */
    onSignedOut: signOuts.listen,
  };
}

/** For calls to which a session that is over is an answer. */
function nobody(error: unknown): null {
  if (error instanceof GenieSignedOutError) return null;
  throw error;
}
