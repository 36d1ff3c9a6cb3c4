import { type CookieSessionCalls, cookieSessionCalls } from './calls/cookie-session-calls.ts';
import { type GenieCalls, genieCalls } from './calls/genie-calls.ts';
import { openWithCookie } from './calls/open-with-cookie.ts';
import { toBaseUrl } from './http/base-url.ts';
import type { Fetch } from './http/exchange.ts';
import { createSender } from './http/send-request.ts';
import { type Clock, systemClock } from './http/time.ts';
import { createCookieLogin } from './session/cookie-session.ts';
import { createSignOuts } from './session/sign-outs.ts';

/**
 * The API as a page of its own origin uses it: whoever is signed in is known by a cookie that no script can read, so
 * there is no token here to lose. Every call throws a GenieError, or the reason of its signal; those that need somebody
 * signed in throw GenieSignedOutError where nobody is.
 */
export type CookieClient = CookieSessionCalls & GenieCalls;

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
  const { clock = systemClock } = options;
  const fetch: Fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
  const baseUrl = toBaseUrl(options.apiUrl, 'apiUrl');
  const send = createSender({ fetch, baseUrl, clock, credentials: 'same-origin' });
  const signOuts = createSignOuts();
  const login = createCookieLogin(signOuts);
  const open = openWithCookie({ login, send, clock });
  return Object.freeze({
    ...cookieSessionCalls({ login, open, send }),
    onSignedOut: signOuts.listen,
    ...genieCalls({ open, send, clock }),
  });
}
