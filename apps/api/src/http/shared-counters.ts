/**
 * Counters that several API processes share.
 *
 * Guarantees: an answer, or the word that there is none, comes within a bound, and never an error. While Redis
 * doesn't answer nobody waits for it; it is asked again in the background until it does. Both changes are
 * logged, once each, with nothing of Redis's address.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { redisErrorWord } from './redis.ts';
import { withTimeout } from './with-timeout.ts';

/** How often something was counted in the window that is open, and how long that stays open. */
export interface Count {
  current: number;
  ttlMs: number;
}

/** What a limit asks where there are several processes. */
export type SharedCounters = Awaited<ReturnType<typeof createSharedCounters>>;

/** What the counters need. Times are milliseconds. */
export interface SharedCountersDeps {
  redis: RedisCounters;
  log: { info(message: string): void; warn(message: string): void };
  /** Told at first, and whenever it changes, whether counts are shared. */
  onChange?: (isShared: boolean) => void;
  /** How long one count may take. */
  timeoutMs?: number;
  /** How long Redis is left alone before it's asked again. */
  retryAfterMs?: number;
}

/** @returns once Redis has answered, or has had a second to */
export async function createSharedCounters(deps: SharedCountersDeps) {
  const { redis, log, onChange, timeoutMs = 250, retryAfterMs = 500 } = deps;
  const closing = new AbortController();
  let isShared = true;

  const probe = () => withTimeout(timeoutMs, redis.add('probe', 1_000));

  function lose(error: unknown): void {
    if (!isShared || closing.signal.aborted) return;
    isShared = false;
    onChange?.(false);
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
        onChange?.(true);
        log.info('Redis answers again: limits are shared');
      } catch {
        // It is asked again.
      }
    }
  }

  onChange?.(true);
  try {
    await withTimeout(1_000, redis.connect());
    await probe();
  } catch (error) {
    lose(error);
  }

  return {
    /** Counts one more. @returns `undefined` where there is no shared count at the moment */
    async count(key: string, windowMs: number): Promise<Count | undefined> {
      if (!isShared) return undefined;
      try {
        return await withTimeout(timeoutMs, redis.add(key, windowMs));
      } catch (error) {
        lose(error);
        return undefined;
      }
    },
    close(): void {
      closing.abort();
      redis.close();
    },
  };
}

/** Counters in one Redis. Every call fails at once where there is no connection. */
export type RedisCounters = Awaited<ReturnType<typeof createRedisCounters>>;

/** Everything of ours that counts in Redis stands under this. */
const prefix = 'genie:limits:';

/** A key that has no end, whoever took it away, gets one: otherwise its count would never start anew. */
const countOneMore = `
local current = redis.call('INCR', KEYS[1])
local left = redis.call('PTTL', KEYS[1])
if left < 0 then
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
  left = tonumber(ARGV[1])
end
return {current, left}`;

/**
 * Makes the connection's keeper; it connects when told to, and by itself from then on.
 *
 * @param url where Redis answers, its password in it
 */
export async function createRedisCounters(url: string) {
  // Whoever runs without Redis doesn't pay for loading its client.
  const { Redis } = await import('ioredis');
  const redis = new Redis(url, {
    lazyConnect: true,
    connectionName: 'genie-limits',
    connectTimeout: 2_000,
    // A connection on which nothing comes any more is given up, and its calls with it.
    socketTimeout: 2_000,
    retryStrategy: () => 500,
    enableOfflineQueue: false,
    // A count isn't repeated: Redis may have made it before the connection broke.
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    // Without it a connection that closes before its first answer counts as ready, and no other one is ever made.
    enableReadyCheck: true,
  });
  let connectionError: unknown;
  // Without a listener the client prints errors, and with them the address.
  redis.on('error', (error: unknown) => {
    connectionError = error;
  });
  redis.on('ready', () => {
    connectionError = undefined;
  });
  return {
    /** Resolves once the connection is there; rejects where the first attempt to make it fails. */
    connect: (): Promise<void> => redis.connect(),
    /** Counts one more under a key. @throws Error where Redis can't be reached or refuses */
    async add(key: string, windowMs: number): Promise<Count> {
      return readCount(await redis.eval(countOneMore, 1, `${prefix}${key}`, windowMs));
    },
    /** Why a call failed, in a word or two that hold nothing of the address. */
    reason: (error: unknown) => redisErrorWord(connectionError ?? error),
    close: (): void => redis.disconnect(),
  };
}

function readCount(reply: unknown): Count {
  const [current, ttlMs]: unknown[] = Array.isArray(reply) ? reply : [];
  if (typeof current === 'number' && typeof ttlMs === 'number') return { current, ttlMs };
  throw new Error('not a count');
}
