/** What the guards read from the environment of the Directus process, once, when Directus loads them. */
import { tmpdir } from 'node:os';
import {
  guardTables,
  type RetentionKind,
  retentionDefaults,
  retentionKinds,
  retentionVariables,
} from '@genie-helper/guard-protocol';
import { readSharedSecrets } from './secrets.ts';

export interface GuardSettings {
  /** `SECRET`: signs every token. */
  secret: string;
  /** `GENIE_SECRET_PREVIOUS`: another secret whose tokens count, while `SECRET` is changed. */
  previousSecret?: string | undefined;
  sessionCookie: SessionCookie;
  /** What our API proves itself with. Without one there is no introspection. */
  sharedSecrets: readonly string[];
  loginLimits: LoginLimits;
  /** `SESSION_MAX_DAYS`: how long a login lasts, however often it is renewed; in milliseconds. */
  maxSessionMs: number;
  /** `GUARD_KEY`: 32 bytes that secrets of second factors are sealed with. Without it none can be set up. */
  guardKey?: Buffer | undefined;
  /** `GUARD_KEY_PREVIOUS`: one of before or after, which opens as well while the key is changed. */
  previousGuardKey?: Buffer | undefined;
  /** `REQUIRE_ADMIN_TWO_FACTOR`: administrators who signed in without a second factor may use nothing. */
  isAdminFactorRequired: boolean;
  /** `…_RETENTION_DAYS`: how many days each kind of data is kept; 0: for ever. */
  retentionDays: Readonly<Record<RetentionKind, number>>;
  /** `METRICS_TOKEN`: opens this process's metrics, and nothing else. */
  metricsToken?: string | undefined;
  /** `GENIE_QUERY_TIMEOUT_MS`: how long a query of PostgreSQL may take; 0: as long as it wants. */
  queryTimeoutMs: number;
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
    previousSecret: readPreviousSecret(env.GENIE_SECRET_PREVIOUS),
    sessionCookie: sessionCookie(env),
    sharedSecrets: readSharedSecrets(env),
    loginLimits: readLoginLimits(env),
    maxSessionMs: positive(env, 'SESSION_MAX_DAYS', 30) * 86_400_000,
    guardKey: readGuardKey(env, 'GUARD_KEY'),
    previousGuardKey: readGuardKey(env, 'GUARD_KEY_PREVIOUS'),
    isAdminFactorRequired: [true, 'true'].includes(env.REQUIRE_ADMIN_TWO_FACTOR as string),
    retentionDays: readRetentionDays(env),
    metricsToken: readMetricsToken(env.METRICS_TOKEN),
    queryTimeoutMs: Number(env.GENIE_QUERY_TIMEOUT_MS ?? 0),
    tempDir: typeof env.TEMP_PATH === 'string' ? env.TEMP_PATH : tmpdir(),
  };
}

function readPreviousSecret(value: unknown): string | undefined {
  if (value === undefined || value === '') return undefined;
  if (typeof value === 'string' && Buffer.byteLength(value) >= 32) return value;
  throw new Error('GENIE_SECRET_PREVIOUS must be a text of at least 32 bytes.');
}

function readGuardKey(env: Readonly<Record<string, unknown>>, name: string): Buffer | undefined {
  const value = env[name];
  if (value === undefined || value === null || value === '') return undefined;
  const key = typeof value === 'string' ? Buffer.from(value, 'base64') : Buffer.alloc(0);
  if (key.length === 32 && key.toString('base64') === value) return key;
  throw new Error(`${name} must be 32 random bytes as base64.`);
}

function readMetricsToken(value: unknown): string | undefined {
  if (value === undefined || value === '') return undefined;
  if (typeof value === 'string' && Buffer.byteLength(value) >= 32) return value;
  throw new Error('METRICS_TOKEN must be a text of at least 32 bytes.');
}

function requireHiddenTables(value: unknown): void {
  const hidden: unknown[] = Array.isArray(value) ? value : String(value ?? '').split(',');
  const missing = guardTables.filter((table) => !hidden.includes(table));
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

function readRetentionDays(env: Readonly<Record<string, unknown>>): GuardSettings['retentionDays'] {
  const days = retentionKinds.map((kind) => {
    const name = retentionVariables[kind];
    const value = env[name] ?? retentionDefaults[kind];
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) {
      return [kind, value];
    }
    throw new Error(`${name} must be a whole number of days, or 0 for no end.`);
  });
  return Object.fromEntries(days);
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
