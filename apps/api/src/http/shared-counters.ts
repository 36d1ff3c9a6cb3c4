/**
 * Counters that several API processes share.
 *
 * Guarantees: an answer, or the word that there is none, comes within a bound, and never an error. While Redis
 * doesn't answer nobody waits for it; it is asked again in the background until it does. Both changes are
 * logged, once each, with nothing of Redis's address.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { RedisCounters } from '../services/limits/redis-counters.ts';
import { within } from '../services/within.ts';

/** How often something was counted in the window that is open, and how long that stays open. */
export interface Count {
  current: number;
  ttlMs: number;
}

/** What a limit asks where there are several processes. */
export interface SharedCounters {
  /** Counts one more. @returns `undefined` where there is no shared count at the moment */
  count(key: string, windowMs: number): Promise<Count | undefined>;
  close(): void;
}

/** What the counters need. Times are milliseconds. */
export interface SharedCountersDeps {
  redis: RedisCounters;
  log: { info(message: string): void; warn(message: string): void };
  /** How long one count may take. */
  timeoutMs?: number;
  /** How long Redis is left alone before it's asked again. */
  retryAfterMs?: number;
}

/** @returns once Redis has answered, or has had a second to */
export async function createSharedCounters(deps: SharedCountersDeps): Promise<SharedCounters> {
  const { redis, log, timeoutMs = 250, retryAfterMs = 500 } = deps;
  const closing = new AbortController();
  let isShared = true;

  const probe = () => within(timeoutMs, redis.add('probe', 1_000));

  function lose(error: unknown): void {
    if (!isShared || closing.signal.aborted) return;
    isShared = false;
    log.warn(`Redis does not answer (${redis.reason(error)}): limits count in this process alone`);
    void regain();
  }

  async function regain(): Promise<void> {
    while (!isShared) {
      try {
        await delay(retryAfterMs, undefined, { ref: false, signal: closing.signal });
      } catch {
        return;
      }
      try {
        await probe();
        isShared = true;
        log.info('Redis answers again: limits are shared');
      } catch {
        // It is asked again.
      }
    }
  }

  try {
    await within(1_000, redis.connect());
    await probe();
  } catch (error) {
    lose(error);
  }

  return {
    async count(key, windowMs) {
      if (!isShared) return undefined;
      try {
        return await within(timeoutMs, redis.add(key, windowMs));
      } catch (error) {
        lose(error);
        return undefined;
      }
    },
    close() {
      closing.abort();
      redis.close();
    },
  };
}
