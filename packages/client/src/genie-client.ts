import type { CallOptions } from './calls/api-call.ts';
import { type GenieCalls, genieCalls } from './calls/genie-calls.ts';
import { type Fetch, toBaseUrl } from './http/exchange.ts';
import { createSender } from './http/send-request.ts';
import { type Clock, startDeadline, systemClock, untilAborted } from './http/time.ts';
import { createDirectusAuth, type DirectusAuth } from './session/directus-auth.ts';
import { createSession, createTurns, openAsUser, type Session } from './session/session.ts';
import { createSignOuts, type SignOutListener } from './session/sign-outs.ts';
import { createKeptTokens, createMemoryStorage, type TokenStorage } from './session/tokens.ts';

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
   * Ends the login at Directus, then forgets it.
   *
   * @throws GenieNetworkError, GenieUnavailableError where Directus can't be told now: the login then lives on, here
   * and there. Try again, or `forget` it
   */
  logout(options?: CallOptions): Promise<void>;
  /** Forgets the login without telling Directus, where it lives on until it isn't used for a week. */
  forget(): Promise<void>;
  /** Whether there is a login; asks no server, so it may have ended. */
  isSignedIn(): Promise<boolean>;
  /** Tells when a session is over, and why. @returns what ends the telling */
  onSignedOut(listener: SignOutListener): () => void;
}

export type GenieClientOptions = Omit<Assembly, 'clock'>;

/**
 * A client for one person's session.
 *
 * @throws TypeError where an address is none
 */
export function createGenieClient(options: GenieClientOptions): GenieClient {
  return assembleClient({ ...options, clock: systemClock });
}

/** What a client is made of. */
export interface Assembly {
  /** The API, without `/api`: `https://genie.example`; in a browser also a path of the page's own server, or ''. */
  apiUrl: string;
  /** Directus, where people sign in. */
  directusUrl: string;
  /** Where tokens are kept; in memory where left out. */
  storage?: TokenStorage | undefined;
  /** The platform's own where left out. */
  fetch?: Fetch | undefined;
  clock: Clock;
}

export function assembleClient(assembly: Assembly): GenieClient {
  const { storage, clock } = assembly;
  const apiUrl = toBaseUrl(assembly.apiUrl, 'apiUrl');
  const directusUrl = toBaseUrl(assembly.directusUrl, 'directusUrl');
  const fetch: Fetch = assembly.fetch ?? ((input, init) => globalThis.fetch(input, init));

  const auth = createDirectusAuth({ fetch, baseUrl: directusUrl, clock });
  const kept = createKeptTokens(storage ?? createMemoryStorage());
  const signOuts = createSignOuts();
  const inTurn = createTurns(storage === undefined ? undefined : `genie-helper ${directusUrl}`);
  const session = createSession({ auth, kept, clock, inTurn, signOuts });

  const send = createSender({ fetch, baseUrl: apiUrl, clock });
  const open = openAsUser(session, send);

  return Object.freeze({
    ...sessionCalls({ auth, session }),
    onSignedOut: signOuts.listen,
    ...genieCalls({ open, send, clock }),
  } satisfies GenieClient);
}

/** Directus takes half a second for a login, and more when many log in. */
const standardTimeoutMs = 30_000;

/** Signing in and out. Nothing is repeated: a login counts against guessing each time. */
function sessionCalls(deps: {
  auth: Pick<DirectusAuth, 'login'>;
  session: Pick<Session, 'begin' | 'end' | 'forget' | 'isSignedIn'>;
}): Pick<GenieClient, 'login' | 'logout' | 'forget' | 'isSignedIn'> {
  const { auth, session } = deps;
  return {
    async login(email, password, { otp, ...options } = {}) {
      const tokens = await inTime(options, (signal) =>
        auth.login({ email, password, otp }, signal),
      );
      await session.begin(tokens);
    },
    logout: (options = {}) =>
      inTime(options, (signal) => untilAborted(session.end(signal), signal)),
    forget: session.forget,
    isSignedIn: session.isSignedIn,
  };
}

async function inTime<T>(
  { signal, timeoutMs = standardTimeoutMs }: CallOptions,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = startDeadline(timeoutMs, signal);
  try {
    return await work(deadline.signal);
  } finally {
    deadline.end();
  }
}
