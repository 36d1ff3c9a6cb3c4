import { type GenieCalls, genieCalls } from './calls/genie-calls.ts';
import type { CookieClientOptions } from './cookie-client.ts';
import { toBaseUrl } from './http/exchange.ts';
import { createSender } from './http/send-request.ts';
import { type CallOptions, systemClock, untilAborted, withDeadline } from './http/time.ts';
import { createDirectusAuth, type DirectusAuth } from './session/directus-auth.ts';
import { createSession, createTurns, openAsUser, type Session } from './session/session.ts';
import { createSignOuts, type SignOuts } from './session/sign-outs.ts';
import { createMemoryStorage, createTokenStore, type TokenStorage } from './session/tokens.ts';

/**
 * The API as one person uses it. Every call throws a GenieError, or the reason of its signal; those that need somebody
 * signed in throw GenieSignedOutError where nobody is. No token is to be found on this object.
 */
export type GenieClient = ReturnType<typeof sessionCalls> & GenieCalls;

/** What a client is made of. */
export interface GenieClientOptions extends Pick<CookieClientOptions, 'fetch' | 'clock'> {
  /** The API, without `/api`: `https://genie.example`; in a browser also a path of the page's own server, or ''. */
  apiUrl: string;
  /** Directus, where people sign in. */
  directusUrl: string;
  /** Where tokens are kept; in memory where left out. */
  storage?: TokenStorage | undefined;
}

/**
 * A client for one person's session.
 *
 * @throws TypeError where an address is none
 */
export function createGenieClient(options: GenieClientOptions): GenieClient {
  const { storage, fetch, clock = systemClock } = options;
  const apiUrl = toBaseUrl(options.apiUrl, 'apiUrl');
  const directusUrl = toBaseUrl(options.directusUrl, 'directusUrl');

  const auth = createDirectusAuth({ fetch, baseUrl: directusUrl, clock });
  const tokenStore = createTokenStore(storage ?? createMemoryStorage());
  const signOuts = createSignOuts();
  const inTurn = createTurns(storage === undefined ? undefined : `genie-helper ${directusUrl}`);
  const session = createSession({ auth, tokenStore, clock, inTurn, signOuts });

  const send = createSender({ fetch, baseUrl: apiUrl, clock });
  const open = openAsUser(session, send);

  return Object.freeze({
    ...sessionCalls({ auth, session, signOuts }),
    ...genieCalls({ open, send, clock }),
  });
}

/** Signing in and out. Nothing is repeated: a login counts against guessing each time. */
function sessionCalls(deps: {
  auth: Pick<DirectusAuth, 'login'>;
  session: Pick<Session, 'begin' | 'end' | 'forget' | 'isSignedIn'>;
  signOuts: Pick<SignOuts, 'listen'>;
}) {
  const { auth, session, signOuts } = deps;
  return {
    /**
     * Signs in at Directus.
     *
     * @param options `otp`: the six digits or a recovery code, for an account with an authenticator
     * @throws GenieApiError `directus.invalid_credentials`, `directus.invalid_otp`, `directus.requests_exceeded`;
     * `directus.email_unproven` where the server wants the address proven first; `directus.invalid_payload` for what is
     * empty or can't be an address
     */
    async login(
      email: string,
      password: string,
      { otp, ...options }: CallOptions & { otp?: string } = {},
    ): Promise<void> {
      const tokens = await withDeadline(options, (signal) =>
        auth.login({ email, password, otp }, signal),
      );
      await session.begin(tokens);
    },
    /**
     * Ends the session at Directus, then forgets it.
     *
     * @throws GenieNetworkError, GenieUnavailableError where Directus can't be told now: the session then lives on, here
     * and there. Try again, or `forget` it
     */
    logout: (options: CallOptions = {}) =>
      withDeadline(options, (signal) => untilAborted(session.end(signal), signal)),
    /** Forgets the session without telling Directus, where it lives on until it isn't used for a week. */
    forget: session.forget,
    /** Whether there is a session; asks no server, so it may have ended. */
    isSignedIn: session.isSignedIn,
    /** Tells when a session is over, and why. @returns what ends the telling */
    onSignedOut: signOuts.listen,
  };
}
