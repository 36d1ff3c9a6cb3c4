/**
 * Decides whether an attempt on an account from an address may be made.
 *
 * Guarantees: from one address, no more failures on one account, and over all accounts, than the limits say in any
 * window of time, however many attempts are made at once; and no more successes, each of which costs a hash and a
 * session. Every count belongs to an address, so what is done at one never stops anyone at another, nor tells there
 * whether an account exists. The memory is bounded.
 *
 * Doesn't guarantee: a limit against many addresses; one count over several Directus processes.
 */
import { createHash } from 'node:crypto';
import { HitRateLimitError } from '@directus/errors';
import type { DirectusResponse } from '../shared/directus.ts';
import type { LoginLimits } from '../shared/settings.ts';
import { addressKey } from './client-address.ts';

/** How one attempt ended. `unfinished`: the password was right, and something else has to come with it. */
export type Outcome = keyof Attempt | 'unfinished';

type Address = string | null | undefined;

export type LoginThrottle = ReturnType<typeof createLoginThrottle>;

/** What is counted; it is also the reason that the log gives. */
export const throttleRefusals = [
  'account_failures',
  'address_failures',
  'account_successes',
  'address_successes',
] as const;

type CountName = (typeof throttleRefusals)[number];

/** An attempt that may not be made, by which of the limits. */
export interface ThrottleRefusal extends Refusal {
  reason: CountName;
  limit: number;
}

export function createLoginThrottle(limits: LoginLimits) {
  const maxima: Record<CountName, number> = {
    account_failures: limits.accountFailures,
    address_failures: limits.addressFailures,
    account_successes: limits.accountSuccesses,
    address_successes: limits.addressSuccesses,
  };
  const counts = throttleRefusals.map((name) => {
    const { windowMs, maxTracked: maxKeys } = limits;
    return {
      name,
      limiter: createAttemptLimiter({ maxFailures: maxima[name], windowMs, maxKeys }),
    };
  });

  function refused(reason: CountName, { retryAfterMs }: Refusal): ThrottleRefusal {
    return { retryAfterMs, reason, limit: maxima[reason] };
  }

  return {
    async admit(address: Address, account: string) {
      const keyOf = createKeys(address, account);
      const begun: { name: CountName; attempt: Attempt }[] = [];
      for (const { name, limiter } of counts) {
        const attempt = await limiter.begin(keyOf(name));
        if ('retryAfterMs' in attempt) {
          for (const earlier of begun) earlier.attempt.abandoned();
          return refused(name, attempt);
        }
        begun.push({ name, attempt });
      }
      return {
        end(outcome: Outcome) {
          for (const { name, attempt } of begun) attempt[effects[name][outcome]]();
        },
      };
    },
  };
}

/**
 * What an outcome does to a count, in the words of the failures' count. A success clears the failures of its account
 * only: logging in to one's own account buys no more guesses. Where successes are counted, a success is what counts.
 */
const effects: Record<CountName, Record<Outcome, keyof Attempt>> = {
  account_failures: {
    failed: 'failed',
    succeeded: 'succeeded',
    unfinished: 'abandoned',
    abandoned: 'abandoned',
  },
  address_failures: {
    failed: 'failed',
    succeeded: 'abandoned',
    unfinished: 'abandoned',
    abandoned: 'abandoned',
  },
  account_successes: successes(),
  address_successes: successes(),
};

function successes(): Record<Outcome, keyof Attempt> {
  return { failed: 'abandoned', succeeded: 'failed', unfinished: 'failed', abandoned: 'abandoned' };
}

/** All ways for an attempt to end. */
export const outcomes = Object.keys(effects.account_failures) as Outcome[];

/** Every key holds the address, so that what one person does there stops nobody elsewhere. */
function createKeys(address: Address, account: string): (name: CountName) => string {
  const byAddress = addressKey(address);
  const byAccount = accountKey(byAddress, account);
  return (name) => (name.startsWith('account') ? byAccount : byAddress);
}

/** Hashed, so that a name of a megabyte takes no more memory than another. */
function accountKey(byAddress: string, account: string): string {
  const digest = createHash('sha256').update(account.trim().toLowerCase()).digest('base64url');
  return `${byAddress} ${digest}`;
}

/**
 * The error that Directus itself uses for its limits: 429, code `REQUESTS_EXCEEDED`. It also puts
 * `Retry-After` (whole seconds) and the status on the response, which GraphQL wouldn't do.
 */
export function tooManyAttempts(
  refusal: Refusal,
  limit: number,
  response: DirectusResponse | undefined,
): Error {
  if (response !== undefined && !response.headersSent) {
    response.set('Retry-After', String(Math.max(1, Math.ceil(refusal.retryAfterMs / 1000))));
    response.status(429);
  }
  return new HitRateLimitError({ limit, reset: new Date(Date.now() + refusal.retryAfterMs) });
}

/** One attempt under way. Exactly one of its three ends must be called, once. */
export interface Attempt {
  failed(): void;
  /** Also forgets earlier failures of this key: whoever knows the password isn't guessing. */
  succeeded(): void;
  /** The attempt said nothing about the secret, or its outcome mustn't change the count. */
  abandoned(): void;
}

export interface Refusal {
  retryAfterMs: number;
}

export interface AttemptLimiterOptions {
  maxFailures: number;
  windowMs: number;
  /** Keys held at most; beyond it those unused for longest are forgotten. */
  maxKeys: number;
  /** Attempts of one key that may wait; further ones are refused. */
  maxWaiting?: number;
  /** Milliseconds of a clock that doesn't jump. */
  now?: () => number;
}

interface Entry {
  /** Times of the failures within the window, oldest first; at most `maxFailures`. */
  failures: number[];
  underWay: number;
  waiting: (() => void)[];
}

const busyRetryMs = 1_000;

/** Allows a number of failures in any window of time, for each key on its own. */
export function createAttemptLimiter(options: AttemptLimiterOptions) {
  const { maxFailures, windowMs, maxKeys, maxWaiting = 256 } = options;
  const now = options.now ?? (() => performance.now());
  const entries = new Map<string, Entry>();

  function refusalOf(entry: Entry): Refusal | undefined {
    const time = now();
    entry.failures = entry.failures.filter((failure) => failure + windowMs > time);
    const [oldest] = entry.failures;
    if (oldest === undefined || entry.failures.length < maxFailures) return undefined;
    return { retryAfterMs: oldest + windowMs - time };
  }

  function use(key: string): Entry {
    const entry = entries.get(key) ?? { failures: [], underWay: 0, waiting: [] };
    entries.delete(key);
    entries.set(key, entry);
    return entry;
  }

  function tidy(key: string, entry: Entry): void {
    const isIdle = entry.underWay === 0 && entry.waiting.length === 0;
    if (isIdle && entry.failures.length === 0) entries.delete(key);
    for (const [oldKey, old] of entries) {
      if (entries.size <= maxKeys) break;
      if (old.underWay === 0 && old.waiting.length === 0) entries.delete(oldKey);
    }
  }

  function end(key: string, entry: Entry, change: () => void): void {
    entry.underWay -= 1;
    change();
    const waiting = entry.waiting.splice(0);
    tidy(key, entry);
    for (const wake of waiting) wake();
  }

  return {
    /**
     * Waits until this attempt can't exceed the limit even if it and all others under way fail, so
     * that a thousand parallel guesses are no more than one after the other; refuses it when the
     * limit is reached.
     */
    async begin(key: string): Promise<Attempt | Refusal> {
      for (;;) {
        const entry = use(key);
        const refusal = refusalOf(entry);
        if (refusal !== undefined) return refusal;
        if (entry.failures.length + entry.underWay < maxFailures) {
          entry.underWay += 1;
          return {
            failed: () => end(key, entry, () => entry.failures.push(now())),
            succeeded: () => end(key, entry, () => entry.failures.splice(0)),
            abandoned: () => end(key, entry, () => {}),
          };
        }
        if (entry.waiting.length >= maxWaiting) return { retryAfterMs: busyRetryMs };
        await new Promise<void>((resolve) => entry.waiting.push(resolve));
      }
    },
    /** How long the key is refused from now on; undefined if it isn't. Counts nothing. */
    refusal(key: string): Refusal | undefined {
      const entry = entries.get(key);
      return entry === undefined ? undefined : refusalOf(entry);
    },
    /** How many keys are held in memory. */
    size: () => entries.size,
  };
}
