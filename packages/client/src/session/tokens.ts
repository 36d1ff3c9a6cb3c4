/** What a login consists of. Give it to nobody: who has it is signed in. */
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
  } = data as DirectusTokens;
  if (!isText(accessToken) || !isText(refreshToken)) return undefined;
  if (typeof expires !== 'number' || !(expires > 0)) return undefined;
  const expiresAtMs = sentAtMs + expires;
  const refreshAtMs = expiresAtMs - Math.min(marginMs, expires / 10);
  return { accessToken, refreshToken, refreshAtMs, expiresAtMs };
}

/** Whether a storage gave back what it was given. */
export function isTokens(value: unknown): value is Tokens {
  if (typeof value !== 'object' || value === null) return false;
  const { accessToken, refreshToken, refreshAtMs, expiresAtMs } = value as Partial<Tokens>;
  return (
    isText(accessToken) &&
    isText(refreshToken) &&
    typeof refreshAtMs === 'number' &&
    typeof expiresAtMs === 'number'
  );
}

export function isSameLogin(one: Tokens | undefined, other: Tokens | undefined): boolean {
  return one?.accessToken === other?.accessToken && one?.refreshToken === other?.refreshToken;
}

interface DirectusTokens {
  access_token?: unknown;
  refresh_token?: unknown;
  expires?: unknown;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
