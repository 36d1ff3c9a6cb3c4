import { type GenieCalls, genieCalls } from './calls/genie-calls.ts';
import { type Fetch, toBaseUrl } from './http/exchange.ts';
import { createSender } from './http/send-request.ts';
import {
  type CallOptions,
  type Clock,
  systemClock,
  untilAborted,
  withDeadline,
} from './http/time.ts';
import { createDirectusAuth, type DirectusAuth } from './session/directus-auth.ts';
import { createSession, createTurns, openAsUser, type Session } from './session/session.ts';
import { createSignOuts, type SignOutListener } from './session/sign-outs.ts';
import { createMemoryStorage, createTokenStore, type TokenStorage } from './session/tokens.ts';

/**
 * The API as one person uses it. Every call throws a GenieError, or the reason of its signal; those that need somebody
 * signed in throw GenieSignedOutError where nobody is. No token is to be found on this object.
 */
export interface GenieClient extends GenieCalls {
  /**
   * Signs in at Directus.
   *
   * @param options `otp`: the six digits, for an account with an authenticator
   * @throws GenieApiError `directus.invalid_credentials`, `directus.invalid_otp`, `directus.requests_exceeded`
   */
  login(email: string, password: string, options?: CallOptions & { otp?: string }): Promise<void>;
  /**
   * Ends the session at Directus, then forgets it.
   *
   * @throws GenieNetworkError, GenieUnavailableError where Directus can't be told now: the session then lives on, here
   * and there. Try again, or `forget` it
   */
  logout(options?: CallOptions): Promise<void>;
  /** Forgets the session without telling Directus, where it lives on until it isn't used for a week. */
  forget(): Promise<void>;
  /** Whether there is a session; asks no server, so it may have ended. */
  isSignedIn(): Promise<boolean>;
  /** Tells when a session is over, and why. @returns what ends the telling */
  onSignedOut(listener: SignOutListener): () => void;
}

/** What a client is made of. */
export interface GenieClientOptions {
  /** The API, without `/api`: `https://genie.example`; in a browser also a path of the page's own server, or ''. */
  apiUrl: string;
  /** Directus, where people sign in. */
  directusUrl: string;
  /** Where tokens are kept; in memory where left out. */
  storage?: TokenStorage | undefined;
  /** The platform's own where left out. */
  fetch?: Fetch | undefined;
  /** For tests. */
  clock?: Clock | undefined;
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
    ...sessionCalls({ auth, session }),
    onSignedOut: signOuts.listen,
    ...genieCalls({ open, send, clock }),
  } satisfies GenieClient);
}

/** Signing in and out. Nothing is repeated: a login counts against guessing each time. */
function sessionCalls(deps: {
  auth: Pick<DirectusAuth, 'login'>;
  session: Pick<Session, 'begin' | 'end' | 'forget' | 'isSignedIn'>;
}): Pick<GenieClient, 'login' | 'logout' | 'forget' | 'isSignedIn'> {
  const { auth, session } = deps;
  return {
    async login(email, password, { otp, ...options } = {}) {
      const tokens = await withDeadline(options, (signal) =>
        auth.login({ email, password, otp }, signal),
      );
      await session.begin(tokens);
    },
    logout: (options = {}) =>
      withDeadline(options, (signal) => untilAborted(session.end(signal), signal)),
    forget: session.forget,
    isSignedIn: session.isSignedIn,
  };
}
