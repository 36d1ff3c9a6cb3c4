/** What the guards read from the environment of the Directus process, once, when Directus loads them. */
import { tmpdir } from 'node:os';
import { readSharedSecrets } from './secrets.ts';

export interface GuardSettings {
  /** `SECRET`: signs every token. */
  secret: string;
  sessionCookie: SessionCookie;
  /** What our API proves itself with. Without one there is no introspection. */
  sharedSecrets: readonly string[];
  loginLimits: LoginLimits;
  /** `TEMP_PATH`: where Directus keeps what it needs for a moment. */
  tempDir: string;
}

/** How often somebody may sign in, rightly or wrongly. */
export interface LoginLimits {
  /** `LOGIN_LIMIT_ACCOUNT_FAILURES`: failures for one account from one address in a window. */
  accountFailures: number;
  /** `LOGIN_LIMIT_ADDRESS_FAILURES`: failures from one address in a window, over all accounts. */
  addressFailures: number;
  /** `LOGIN_LIMIT_ACCOUNT_SUCCESSES`: right passwords or codes of one account from one address in a window. */
  accountSuccesses: number;
  /** `LOGIN_LIMIT_ADDRESS_SUCCESSES`: the same from one address, over all accounts. */
  addressSuccesses: number;
  /** `LOGIN_LIMIT_USER_SESSIONS`: logins of one user that live at once. */
  userSessions: number;
  /** `LOGIN_LIMIT_WINDOW_SECONDS` */
  windowMs: number;
  /** `LOGIN_LIMIT_MAX_TRACKED`: addresses, and pairs of address and account, held in memory. */
  maxTracked: number;
}

export interface SessionCookie {
  name: string;
  /** What Directus itself clears the cookie with. */
  options: Readonly<Record<string, unknown>>;
}

/** The tables that must be on Directus's list of tables to leave alone. */
export const hiddenTables = [
  'genie_access_sessions',
  'genie_rotated_tokens',
  'genie_rights_version',
] as const;

/**
 * @param env the environment as Directus gives it to extensions, lists and numbers already converted.
 * @throws Error that names the variable that's missing or wrong; Directus then refuses to start.
 */
export function readSettings(env: Readonly<Record<string, unknown>>): GuardSettings {
  requireHiddenTables(env.DB_EXCLUDE_TABLES);
  requireNoCache(env.CACHE_ENABLED);
  const secret = env.SECRET;
  if (typeof secret !== 'string' || Buffer.byteLength(secret) < 32) {
    throw new Error('SECRET must be a text of at least 32 bytes.');
  }
  return {
    secret,
    sessionCookie: sessionCookie(env),
    sharedSecrets: readSharedSecrets(env),
    loginLimits: readLoginLimits(env),
    tempDir: typeof env.TEMP_PATH === 'string' ? env.TEMP_PATH : tmpdir(),
  };
}

function requireHiddenTables(value: unknown): void {
  const hidden: unknown[] = Array.isArray(value) ? value : String(value ?? '').split(',');
  const missing = hiddenTables.filter((table) => !hidden.includes(table));
  if (missing.length === 0) return;
  throw new Error(
    `DB_EXCLUDE_TABLES must contain ${missing.join(' and ')}, or administrators could read them.`,
  );
}

/** Directus would answer whole requests from it, with the rights of whoever asked first. */
function requireNoCache(value: unknown): void {
  if (value === undefined || value === null || value === false || value === 'false') return;
  throw new Error(
    'CACHE_ENABLED must be false, or Directus would answer with rights that were taken away.',
  );
}

/** @throws Error that names the variable whose value isn't a whole number of at least 1 */
export function readLoginLimits(env: Readonly<Record<string, unknown>>): LoginLimits {
  return {
    accountFailures: positive(env, 'LOGIN_LIMIT_ACCOUNT_FAILURES', 10),
    addressFailures: positive(env, 'LOGIN_LIMIT_ADDRESS_FAILURES', 60),
    accountSuccesses: positive(env, 'LOGIN_LIMIT_ACCOUNT_SUCCESSES', 30),
    addressSuccesses: positive(env, 'LOGIN_LIMIT_ADDRESS_SUCCESSES', 240),
    userSessions: positive(env, 'LOGIN_LIMIT_USER_SESSIONS', 100),
    windowMs: positive(env, 'LOGIN_LIMIT_WINDOW_SECONDS', 60) * 1000,
    maxTracked: positive(env, 'LOGIN_LIMIT_MAX_TRACKED', 20_000),
  };
}

function positive(env: Readonly<Record<string, unknown>>, name: string, standard: number): number {
  const value = env[name] ?? standard;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1) return value;
  throw new Error(`${name} must be a whole number of at least 1.`);
}

function sessionCookie(env: Readonly<Record<string, unknown>>): SessionCookie {
  return {
    name: String(env.SESSION_COOKIE_NAME ?? 'directus_session_token'),
    options: {
      httpOnly: true,
      domain: env.SESSION_COOKIE_DOMAIN,
      secure: Boolean(env.SESSION_COOKIE_SECURE),
      sameSite: env.SESSION_COOKIE_SAME_SITE || 'strict',
    },
  };
}
