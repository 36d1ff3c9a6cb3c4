import { redisErrorWord } from '../../http/redis.ts';
import type { Count } from '../../http/shared-counters.ts';

/** Counters in one Redis. Every call fails at once where there is no connection. */
export interface RedisCounters {
  /** Resolves once the connection is there; rejects where the first attempt to make it fails. */
  connect(): Promise<void>;
  /** Counts one more under a key. @throws Error where Redis can't be reached or refuses */
  add(key: string, windowMs: number): Promise<Count>;
  /** Why a call failed, in a word or two that hold nothing of the address. */
  reason(error: unknown): string;
  close(): void;
}

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
export async function createRedisCounters(url: string): Promise<RedisCounters> {
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
    connect: () => redis.connect(),
    async add(key, windowMs) {
      return readCount(await redis.eval(countOneMore, 1, `${prefix}${key}`, windowMs));
    },
    reason: (error) => redisErrorWord(connectionError ?? error),
    close: () => redis.disconnect(),
  };
}

function readCount(reply: unknown): Count {
  const [current, ttlMs]: unknown[] = Array.isArray(reply) ? reply : [];
  if (typeof current === 'number' && typeof ttlMs === 'number') return { current, ttlMs };
  throw new Error('not a count');
}
