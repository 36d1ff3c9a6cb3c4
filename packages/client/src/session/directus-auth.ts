import { GenieApiError, GenieError, GenieUnavailableError, unexpectedAnswer } from '../errors.ts';
import { exchange, type Fetch, readJson, retryAfterOf } from '../http/exchange.ts';
import { type Clock, startDeadline } from '../http/time.ts';
import { type Tokens, toTokens } from './tokens.ts';

/** Who signs in. */
export interface Login {
  email: string;
  password: string;
  /** The six digits of an authenticator or a recovery code, for an account that wants one. */
  otp?: string | undefined;
}

/** The three calls that go to Directus itself. Each is made once. @throws GenieError, or the signal's reason */
export type DirectusAuth = ReturnType<typeof createDirectusAuth>;

export function createDirectusAuth(deps: {
  fetch: Fetch | undefined;
  baseUrl: string;
  clock: Clock;
}) {
  const { fetch, baseUrl, clock } = deps;

  async function post(path: string, body: object, signal: AbortSignal): Promise<unknown> {
    const url = `${baseUrl}${path}`;
    const headers = { accept: 'application/json' };
    const response = await exchange(fetch, { method: 'POST', url, headers, body, signal });
    const answer = await readJson(response, signal);
    if (response.ok) return answer;
    throw toDirectusError(response, answer, clock.now());
  }

  async function postForTokens(path: string, body: object, signal: AbortSignal): Promise<Tokens> {
    const sentAtMs = clock.now();
    const answer = await post(path, body, signal);
    const tokens = toTokens(field(answer, 'data'), sentAtMs);
    if (tokens === undefined) throw unexpectedAnswer(200);
    return tokens;
  }

  return {
    login: ({ email, password, otp }: Login, signal: AbortSignal) =>
      postForTokens('/auth/login', { email, password, otp, mode: 'json' }, signal),
    refresh: (refreshToken: string, signal: AbortSignal) =>
      postForTokens('/auth/refresh', { refresh_token: refreshToken, mode: 'json' }, signal),
    async logout(refreshToken: string, signal: AbortSignal): Promise<void> {
      await post('/auth/logout', { refresh_token: refreshToken, mode: 'json' }, signal);
    },
  };
}

/** Whether Directus itself says that this session is over. The 401 of a proxy is none of these errors. */
export function isDirectusRefusal(error: unknown): boolean {
  return error instanceof GenieApiError && error.status === 401;
}

const messages: Readonly<Record<string, string>> = {
  INVALID_CREDENTIALS: 'The e-mail address or the password is wrong, or the login has ended.',
  INVALID_PAYLOAD:
    'The e-mail address, the password or the code is missing, or no address or code looks like that.',
  INVALID_OTP: 'The code of the authenticator is missing or wrong.',
  EMAIL_UNPROVEN:
    'This address is not proven yet. Open the link in the mail that was sent to it, then sign in.',
  USER_SUSPENDED: 'This account is suspended.',
  REQUESTS_EXCEEDED: 'Too many attempts. Wait before the next one.',
};

/** Directus's own messages aren't passed on: some quote what was sent. */
function toDirectusError(response: Response, answer: unknown, nowMs: number): GenieError {
  const { status } = response;
  const retryAfterMs = retryAfterOf(response.headers, nowMs);
  const errors = field(answer, 'errors');
  const reason = field(field(Array.isArray(errors) ? errors[0] : undefined, 'extensions'), 'code');
  if (status >= 500) {
    const message = 'The user service cannot be reached right now. Try again shortly.';
    const facts = { code: 'client.directus_unavailable', status, retryAfterMs };
    return new GenieUnavailableError(message, facts);
  }
  if (typeof reason !== 'string' || !/^[A-Z_]{1,60}$/.test(reason)) return unexpectedAnswer(status);
  const message = messages[reason] ?? `Directus refused this with status ${status}.`;
  const code = `directus.${reason.toLowerCase()}`;
  return new GenieApiError(message, { code, status, retryAfterMs });
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

/** For how long one attempt is waited for: as long as leaves time for another one. */
const attemptTimeoutMs = 7_000;

/** Before the second attempt, and before the third. */
const pausesMs = [250, 1_000];

/**
 * When another attempt may start at the latest, counted from the first. A refresh whose answer was lost has spent its token;
 * the session guard gives the same next ones for 10 s (`refreshGraceMs` of packages/guard-protocol), and takes the token
 * for a stolen one after that.
 */
export const latestStartMs = 8_000;

/**
 * Gets the next tokens. What looks like a failure of the way there is repeated within the time for which the guard
 * forgives it: Directus may have made the refresh although no answer came.
 *
 * @throws GenieApiError where Directus refuses, another GenieError where no answer was to be had
 */
export async function refreshTokens(
  deps: { auth: Pick<DirectusAuth, 'refresh'>; clock: Clock },
  refreshToken: string,
): Promise<Tokens> {
  const { auth, clock } = deps;
  const startedAtMs = clock.now();
  for (let attempt = 0; ; attempt += 1) {
    const deadline = startDeadline(attemptTimeoutMs);
    try {
      return await auth.refresh(refreshToken, deadline.signal);
    } catch (error) {
      const pauseMs = pauseBefore(attempt, error);
      if (pauseMs === undefined) throw error;
      if (clock.now() + pauseMs - startedAtMs > latestStartMs) throw error;
      await clock.sleep(pauseMs);
    } finally {
      deadline.end();
    }
  }
}

/** Undefined where another attempt would be no better. */
function pauseBefore(attempt: number, error: unknown): number | undefined {
  const pauseMs = pausesMs[attempt];
  if (pauseMs === undefined || !(error instanceof GenieError)) return undefined;
  if (error instanceof GenieApiError) return undefined;
  return Math.max(pauseMs, error.retryAfterMs ?? 0);
}
