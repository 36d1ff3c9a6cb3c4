/** How much guessing is allowed; each value can be set by a variable of the Directus process. */
export interface LoginLimits {
  /** `LOGIN_LIMIT_ACCOUNT_FAILURES`: failures for one account from one address in a window. */
  accountFailures: number;
  /** `LOGIN_LIMIT_ADDRESS_FAILURES`: failures from one address in a window, over all accounts. */
  addressFailures: number;
  /** `LOGIN_LIMIT_WINDOW_SECONDS` */
  windowMs: number;
  /** `LOGIN_LIMIT_MAX_TRACKED`: addresses, and pairs of address and account, held in memory. */
  maxTracked: number;
}

/**
 * @param env the environment as Directus gives it to extensions, numbers already converted.
 * @throws Error that names the variable whose value isn't a whole number of at least 1; Directus
 *   then refuses to start.
 */
export function readLimits(env: Readonly<Record<string, unknown>>): LoginLimits {
  return {
    accountFailures: positive(env, 'LOGIN_LIMIT_ACCOUNT_FAILURES', 10),
    addressFailures: positive(env, 'LOGIN_LIMIT_ADDRESS_FAILURES', 60),
    windowMs: positive(env, 'LOGIN_LIMIT_WINDOW_SECONDS', 60) * 1000,
    maxTracked: positive(env, 'LOGIN_LIMIT_MAX_TRACKED', 20_000),
  };
}

function positive(env: Readonly<Record<string, unknown>>, name: string, standard: number): number {
  const value = env[name] ?? standard;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1) return value;
  throw new Error(`${name} must be a whole number of at least 1.`);
}
