/** What the guard reads from the environment of the Directus process. */
export interface GuardSettings {
  /** `SECRET`: signs every token. */
  secret: string;
  /**
   * How long a token that was replaced by a refresh still counts, in milliseconds:
   * `SESSION_REFRESH_GRACE_PERIOD`, at most 10 seconds.
   */
  graceMs: number;
  sessionCookie: SessionCookie;
  /**
   * `GENIE_INTROSPECTION_SECRET`, then `GENIE_INTROSPECTION_SECRET_PREVIOUS`. Without the first there
   * is no introspection.
   */
  introspectionSecrets: readonly string[];
}

export interface SessionCookie {
  name: string;
  /** What Directus itself clears the cookie with. */
  options: Readonly<Record<string, unknown>>;
}

const longestGraceMs = 10_000;
const unitMs: Readonly<Record<string, number>> = { '': 1, ms: 1, s: 1000, m: 60_000 };

/** The tables that must be on Directus's list of tables to leave alone. */
export const hiddenTables = ['genie_access_sessions', 'genie_rotated_tokens'] as const;

/**
 * @param env the environment as Directus gives it to extensions, lists and numbers already converted.
 * @throws Error that names the variable that's missing or wrong; Directus then refuses to start.
 */
export function readSettings(env: Readonly<Record<string, unknown>>): GuardSettings {
  requireHiddenTables(env.DB_EXCLUDE_TABLES);
  const secret = env.SECRET;
  if (typeof secret !== 'string' || Buffer.byteLength(secret) < 32) {
    throw new Error('SECRET must be a text of at least 32 bytes.');
  }
  return {
    secret,
    graceMs: Math.min(milliseconds(env, 'SESSION_REFRESH_GRACE_PERIOD'), longestGraceMs),
    sessionCookie: sessionCookie(env),
    introspectionSecrets: introspectionSecrets(env),
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

function milliseconds(env: Readonly<Record<string, unknown>>, name: string): number {
  const value = env[name] ?? '10s';
  const [, amount, unit] = /^(\d+) ?(ms|s|m|)$/.exec(String(value)) ?? [];
  const factor = unitMs[unit ?? 'unknown'];
  if (amount !== undefined && factor !== undefined) return Number(amount) * factor;
  throw new Error(`${name} must be a time such as 10s, 500ms or 0.`);
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

function introspectionSecrets(env: Readonly<Record<string, unknown>>): string[] {
  const names = ['GENIE_INTROSPECTION_SECRET', 'GENIE_INTROSPECTION_SECRET_PREVIOUS'];
  const [current, previous] = names.map((name) => {
    const value = env[name];
    if (value === undefined || value === null || value === '') return undefined;
    if (typeof value === 'string' && value.length >= 32) return value;
    throw new Error(`${name} must be a text of at least 32 characters.`);
  });
  if (current === undefined) return [];
  return previous === undefined ? [current] : [current, previous];
}
