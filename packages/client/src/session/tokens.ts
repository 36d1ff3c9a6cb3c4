import { storageUnavailable } from '../errors.ts';

/** What a session consists of. Give it to nobody: who has it is signed in. */
export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** When to get the next ones, by this machine's clock, in milliseconds since 1970. */
  readonly refreshAtMs: number;
  /** When the access token is of no more use, by the same clock. */
  readonly expiresAtMs: number;
}

/** How long before its end a token is replaced, at most; a short-lived one in the last tenth of its life. */
const marginMs = 60_000;

/**
 * Reads the `data` of Directus's login and refresh. Its `expires` says how long, not until when, so the clocks of
 * client and server may differ; it's counted from before the request left, which is earlier than any reading of it.
 *
 * @returns undefined where it's something else
 */
export function toTokens(data: unknown, sentAtMs: number): Tokens | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const {
    access_token: accessToken,
    refresh_token: refreshToken,
    expires,
  } = data as Record<string, unknown>;
  if (!isText(accessToken) || !isText(refreshToken)) return undefined;
  if (typeof expires !== 'number' || !(expires > 0)) return undefined;
  const expiresAtMs = sentAtMs + expires;
  const refreshAtMs = expiresAtMs - Math.min(marginMs, expires / 10);
  return { accessToken, refreshToken, refreshAtMs, expiresAtMs };
}

/** Whether a storage gave back what it was given. */
function isTokens(value: unknown): value is Tokens {
  if (typeof value !== 'object' || value === null) return false;
  const { accessToken, refreshToken, refreshAtMs, expiresAtMs } = value as Partial<Tokens>;
  return (
    isText(accessToken) &&
    isText(refreshToken) &&
    typeof refreshAtMs === 'number' &&
    typeof expiresAtMs === 'number'
  );
}

export function isSameSession(one: Tokens | undefined, other: Tokens | undefined): boolean {
  return one?.accessToken === other?.accessToken && one?.refreshToken === other?.refreshToken;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/**
 * Whose an access token says it is. Nothing is verified: it only tells the people apart who sign in here.
 *
 * @returns undefined for a token that doesn't say; those of Directus's logins do
 */
export function userOf(accessToken: string | undefined): string | undefined {
  const claims = accessToken?.split('.')[1]?.replaceAll('-', '+').replaceAll('_', '/');
  if (claims === undefined) return undefined;
  try {
    // Whatever else stands in it, an id is of ASCII.
    const { id }: { id?: unknown } = Object(JSON.parse(atob(claims)));
    return isText(id) ? id : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Where an app keeps tokens beyond this page or process. There is none by default: tokens are kept in memory only,
 * since every script on a page can read its `localStorage`, and what it reads there is a session for a week.
 */
export interface TokenStorage {
  /** What was stored last, by whoever shares this storage; undefined or null where there is nothing. */
  get(): Promise<Tokens | undefined | null>;
  set(tokens: Tokens): Promise<void>;
  clear(): Promise<void>;
}

/** The default: gone with the page or the process. */
export function createMemoryStorage(): TokenStorage {
  let stored: Tokens | undefined;
  return {
    get: async () => stored,
    async set(tokens) {
      stored = tokens;
    },
    async clear() {
      stored = undefined;
    },
  };
}

/** The tokens in hand, and what a storage that others may write to knows of them. */
export type TokenStore = ReturnType<typeof createTokenStore>;

/** Every method that asks the storage throws GenieUnavailableError `client.storage_unavailable` where that fails. */
export function createTokenStore(storage: TokenStorage) {
  async function ask<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch {
      throw storageUnavailable();
    }
  }

  let current: Tokens | undefined;
  /** What the storage held when we last looked or wrote. */
  let known: Tokens | undefined;

  return {
    /** Undefined: nobody is signed in, or the storage wasn't looked at yet. */
    current: () => current,
    /** Looks into the storage and takes over what somebody else has written there. */
    async sync(): Promise<Tokens | undefined> {
      const found: unknown = await ask(() => storage.get());
      const stored = isTokens(found) ? found : undefined;
      // Unchanged, ours count, even if they could not be stored: the stored refresh token is spent then.
      if (isSameSession(stored, known)) return current;
      known = stored;
      current = stored;
      return current;
    },
    /** Takes these at once, then stores them; where that fails they are in hand all the same. */
    async set(tokens: Tokens): Promise<void> {
      current = tokens;
      await ask(() => storage.set(tokens));
      known = tokens;
    },
    /** Forgets them, here and in the storage; where that fails they are forgotten here all the same. */
    async clear(): Promise<void> {
      current = undefined;
      known = undefined;
      await ask(() => storage.clear());
    },
  };
}
