/**
 * The session of one person: who holds the tokens, when they are replaced, and what ends it.
 *
 * Guarantees: one refresh at a time, however many calls wait for it; the old tokens stay until the new ones are
 * there; only Directus's own refusal ends a session; what somebody else has stored meanwhile is taken over before a
 * refresh token is used; no call is made in the name of a user who has signed in since.
 * Doesn't guarantee: that a session outlives a refresh whose answer was lost and that couldn't be repeated in time
 * (docs/invariants/sessions.md).
 */

import { accept, isSessionRefusal, type OpenRequest } from '../calls/api-call.ts';
import {
  GenieError,
  GenieSignedOutError,
  GenieUnavailableError,
  storageUnavailable,
} from '../errors.ts';
import type { SendRequest } from '../http/send-request.ts';
import { type Clock, untilAborted } from '../http/time.ts';
import { type DirectusAuth, isDirectusRefusal, refreshTokens } from './directus-auth.ts';
import type { SignOuts } from './sign-outs.ts';
import { isSameSession, type TokenStore, type Tokens, userOf } from './tokens.ts';

export type Session = ReturnType<typeof createSession>;

export function createSession(deps: {
  auth: Pick<DirectusAuth, 'refresh' | 'logout'>;
  tokenStore: TokenStore;
  clock: Clock;
  inTurn: InTurn;
  signOuts: Pick<SignOuts, 'tell'>;
}) {
  const { auth, tokenStore, clock, inTurn, signOuts } = deps;
  let looking: Promise<Tokens | undefined> | undefined;
  let refreshing: Promise<void> | undefined;

  function look(): Promise<Tokens | undefined> {
    looking ??= inTurn(() => tokenStore.sync()).finally(() => {
      looking = undefined;
    });
    return looking;
  }

  function refresh(staleTokens: Tokens): Promise<void> {
    refreshing ??= inTurn(() => replaceTokens(staleTokens)).finally(() => {
      refreshing = undefined;
    });
    return refreshing;
  }

  async function replaceTokens(staleTokens: Tokens): Promise<void> {
    const isSignedIn = tokenStore.current() !== undefined;
    const tokens = await tokenStore.sync();
    if (tokens === undefined) {
      if (isSignedIn) signOuts.tell('elsewhere');
      throw new GenieSignedOutError();
    }
    if (!isSameSession(tokens, staleTokens) && clock.now() < tokens.expiresAtMs) return;
    const next = await refreshTokens({ auth, clock }, tokens.refreshToken).catch(async (error) => {
      if (!isDirectusRefusal(error)) throw error;
      // Without a lock, somebody else may have spent this token a moment ago and stored the next one.
      if (!isSameSession(await tokenStore.sync(), tokens)) return undefined;
      await tokenStore.clear().catch(() => {});
      signOuts.tell('ended');
      throw new GenieSignedOutError();
    });
    // Tokens that can't be stored are in hand all the same, and stored with the next ones.
    if (next !== undefined) await tokenStore.set(next).catch(() => {});
  }

  async function renewed(staleTokens: Tokens, signal: AbortSignal): Promise<void> {
    try {
      await untilAborted(refresh(staleTokens), signal);
    } catch (error) {
      if (signal.aborted || error instanceof GenieSignedOutError) throw error;
      throw refreshUnavailable(error);
    }
  }

  function tokensInHand(): Tokens {
    const tokens = tokenStore.current();
    if (tokens === undefined) throw new GenieSignedOutError();
    return tokens;
  }

  async function forgetTokens(): Promise<void> {
    // Also where the storage fails: nobody is signed in here any more.
    await tokenStore.clear().finally(() => signOuts.tell('signed-out'));
  }

  return {
    /**
     * A token to call with. An expired one is replaced first; one that expires soon is replaced beside the call.
     *
     * @throws GenieSignedOutError, GenieUnavailableError, or the signal's reason
     */
    async token(signal: AbortSignal): Promise<string> {
      const tokens = tokenStore.current() ?? (await untilAborted(look(), signal));
      if (tokens === undefined) throw new GenieSignedOutError();
      const nowMs = clock.now();
      if (nowMs >= tokens.expiresAtMs) await renewed(tokens, signal);
      // The old token is good until the new one is there, or until the API says otherwise.
      else if (nowMs >= tokens.refreshAtMs) refresh(tokens).catch(() => {});
      return tokensInHand().accessToken;
    },
    /** Whose the tokens in hand are; undefined where there are none, or where they don't say. */
    userId: () => userOf(tokenStore.current()?.accessToken),
    /** Whether this is the token that calls are made with now. */
    isCurrent: (token: string) => tokenStore.current()?.accessToken === token,
    /** Gets another token than this one, unless there is another one already. @throws as `token` */
    async replace(token: string, signal: AbortSignal): Promise<void> {
      const tokens = tokensInHand();
      if (tokens.accessToken === token) await renewed(tokens, signal);
    },
    /** Whether there are tokens; doesn't ask whether they are still good. */
    isSignedIn: async () => (tokenStore.current() ?? (await look())) !== undefined,
    /** Goes on with the tokens of a new session. */
    begin: (tokens: Tokens) => inTurn(() => tokenStore.set(tokens)),
    /** Ends the session at Directus. @throws GenieError where that can't be done now; the session is kept then */
    end: (signal: AbortSignal) =>
      inTurn(async () => {
        const tokens = await tokenStore.sync();
        if (tokens === undefined) return;
        await auth.logout(tokens.refreshToken, signal).catch((error: unknown) => {
          // What Directus doesn't know any more is over.
          if (!isDirectusRefusal(error)) throw error;
        });
        await forgetTokens();
      }),
    /** Forgets the tokens without telling Directus. */
    forget: () => inTurn(forgetTokens),
  };
}

function refreshUnavailable(error: unknown): GenieUnavailableError {
  const { status, retryAfterMs } = error instanceof GenieError ? error : {};
  const message = 'The session could not be renewed right now. It is kept; try again shortly.';
  const code = 'client.refresh_unavailable';
  return new GenieUnavailableError(message, { code, status, retryAfterMs });
}

/** First try, one with a token that somebody else has fetched meanwhile, one after a refresh of our own. */
const maxSends = 3;

/**
 * Sends requests with the session's token. A request whose token is refused is sent again with another one: the API
 * refuses before it reads a body, so nothing was done. One refresh a request at most: a token that is refused right
 * after it was fetched is no matter of time. Whoever has signed in since, here or where the storage is shared, didn't ask
 * for it: it's never sent as another user than the one whose session it began with.
 */
export function openAsUser(
  session: Pick<Session, 'token' | 'userId' | 'isCurrent' | 'replace'>,
  send: SendRequest,
): OpenRequest {
  return async (request, signal) => {
    let askedBy = session.userId();
    let mayRefresh = true;
    for (let sends = 1; ; sends += 1) {
      const token = await session.token(signal);
      const user = userOf(token);
      askedBy ??= user;
      if (user !== askedBy) throw new GenieSignedOutError();
      try {
        return await send(request, { ...accept, authorization: `Bearer ${token}` }, signal);
      } catch (error) {
        if (!isSessionRefusal(error) || sends === maxSends) throw error;
        if (session.isCurrent(token)) {
          if (!mayRefresh) throw error;
          mayRefresh = false;
        }
        await session.replace(token, signal);
      }
    }
  };
}

/** Runs work one after another: that of this client, and of every tab where the browser has Web Locks. */
type InTurn = <T>(work: () => Promise<T>) => Promise<T>;

/** The part of the Web Locks API that is needed. */
interface Locks {
  request<T>(name: string, options: { signal: AbortSignal }, work: () => Promise<T>): Promise<T>;
}

/** Longer than one turn of somebody else can take. */
const longestWaitMs = 30_000;

/**
 * @param lockName what tabs that share a storage have in common; undefined: nobody else uses these tokens
 */
export function createTurns(lockName: string | undefined): InTurn {
  let last: Promise<unknown> = Promise.resolve();

  function enter<T>(work: () => Promise<T>): Promise<T> {
    const locks = lockName === undefined ? undefined : findLocks();
    if (lockName === undefined || locks === undefined) return work();
    // The signal ends the waiting only, not the work.
    const waiting = new AbortController();
    const timer = setTimeout(() => waiting.abort(), longestWaitMs);
    return locks
      .request(lockName, { signal: waiting.signal }, work)
      .catch((error: unknown) => {
        throw error === waiting.signal.reason ? storageUnavailable() : error;
      })
      .finally(() => clearTimeout(timer));
  }

  return (work) => {
    const turn = last.then(() => enter(work));
    last = turn.catch(() => {});
    return turn;
  };
}

/** Absent on pages without HTTPS and in older Node. */
function findLocks(): Locks | undefined {
  const { navigator } = globalThis as { navigator?: { locks?: Locks } };
  return navigator?.locks;
}
