/**
 * Sessions at Directus, in its `session` mode: begun, renewed and ended there.
 *
 * Guarantees: the token is read from Directus's `Set-Cookie` and goes to the caller and nowhere else. A wrong
 * password, an unknown address and an account that isn't active are one error; that a code is needed, or the proof of
 * the address, is told only after the right password. An outage is `directus.unavailable`, never a refusal.
 * Doesn't guarantee: a limit on guessing by itself. That is Directus's (the throttle of extensions/guard), which is told the
 * client's address and believes it where the secret is right.
 */

import type { DirectusAnswer, DirectusClient } from '@genie-helper/directus-client';
import { AppError, directusUnavailable } from '../http/errors.ts';
import type { SignInDevice } from './device-cookie.ts';
import { readSessionTimes } from './tokens.ts';

/** What somebody signs in with; nothing of it is kept. */
export interface SignIn {
  email: string;
  password: string;
  /** The code of the second factor. */
  otp?: string;
}

/** What Directus does with sessions. */
export type DirectusSessions = ReturnType<typeof createDirectusSessions>;

/** Directus's default; ours has no other name for it. */
const cookieName = 'directus_session_token';
const mode = 'session';

/** By these Directus says that a session isn't one any more. */
const ended = new Set(['INVALID_CREDENTIALS', 'INVALID_TOKEN', 'TOKEN_EXPIRED', 'USER_SUSPENDED']);
/** By these it refuses a login; the last two where it thinks that an address can't be one. */
const refusedLogin = new Set([
  'INVALID_CREDENTIALS',
  'USER_SUSPENDED',
  'INVALID_PAYLOAD',
  'FAILED_VALIDATION',
]);

/** `logins` may be slow and many; what renews and ends must not wait behind them. */
export function createDirectusSessions(deps: {
  logins: Pick<DirectusClient, 'call'>;
  sessions: Pick<DirectusClient, 'call'>;
  /** Lets the login limit believe the client's address; unset: it goes by ours. */
  secret: string | undefined;
}) {
  const { logins, sessions, secret } = deps;
  const withCookie = (token: string) => ({ body: { mode }, cookie: `${cookieName}=${token}` });

  return {
    /**
     * @param clientAddress where the person is, as we worked it out
     * @param device what the person signs in from; without one it's no sign-in that anybody is told of
     * @returns the session's token
     * @throws AppError `auth.invalid_credentials` · `auth.code_needed` · `account.email_unproven` ·
     * `rate_limit.exceeded` · `directus.unavailable`
     */
    async begin(
      { email, password, otp }: SignIn,
      clientAddress: string,
      device?: SignInDevice,
    ): Promise<string> {
      const answer = await logins.call({
        method: 'POST',
        path: '/auth/login',
        body: { email, password, mode, ...(otp === undefined ? {} : { otp }) },
        takesLimits: true,
        ...(secret === undefined
          ? {}
          : {
              clientAddress,
              ...(device && { clientAgent: device.agent, clientDevice: device.id }),
              sharedSecret: secret,
            }),
      });
      if (!answer.ok) throw explainRefusal(answer);
      return readToken(answer);
    },
    /**
     * @returns the token that replaces this one, or `null` where Directus says that the session has ended
     * @throws AppError `directus.unavailable`
     */
    async renew(token: string): Promise<string | null> {
      const call = { method: 'POST', path: '/auth/refresh', ...withCookie(token) } as const;
      const answer = await sessions.call(call);
      if (answer.ok) return readToken(answer);
      if (ended.has(answer.code)) return null;
      throw directusUnavailable(`a renewal: ${answer.status} ${answer.code}`);
    },
    /** Also for a session that has ended already. @throws AppError `directus.unavailable` */
    async end(token: string): Promise<void> {
      const call = { method: 'POST', path: '/auth/logout', ...withCookie(token) } as const;
      // Twice does no harm: the second finds nothing to end.
      const answer = await sessions.call({ ...call, isEmpty: true, isRepeatable: true });
      if (answer.ok || ended.has(answer.code)) return;
      throw directusUnavailable(`a sign-out: ${answer.status} ${answer.code}`);
    },
  };
}

function explainRefusal(answer: Extract<DirectusAnswer, { ok: false }>): AppError {
  const { status, code, retryAfterSeconds = 60 } = answer;
  if (status === 429) return new AppError('rate_limit.exceeded', { retryAfterSeconds });
  if (code === 'EMAIL_UNPROVEN') return new AppError('account.email_unproven');
  if (code === 'INVALID_OTP') return new AppError('auth.code_needed');
  if (refusedLogin.has(code)) return new AppError('auth.invalid_credentials');
  return directusUnavailable(`a login: ${status} ${code}`);
}

function readToken({ setCookies = [] }: Extract<DirectusAnswer, { ok: true }>): string {
  const prefix = `${cookieName}=`;
  const cookie = setCookies.find((one) => one.startsWith(prefix));
  const token = cookie?.slice(prefix.length).split(';', 1)[0] ?? '';
  if (readSessionTimes(token) !== undefined) return token;
  throw directusUnavailable('a session without a token of its own');
}
