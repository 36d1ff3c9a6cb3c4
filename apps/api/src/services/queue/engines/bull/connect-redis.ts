import type { Redis } from 'ioredis';
import { redisErrorWord } from '../../../../http/redis.ts';

/** The two connections that the queue needs. */
export interface QueueConnections {
  /** Fails at once where Redis isn't there: somebody waits for an answer. */
  asking: Redis;
  /** Waits for Redis as long as it takes: workers have nothing else to do. */
  working: Redis;
}

/** What happens to a connection; the same for both. */
export interface ConnectionListeners {
  onUp: () => void;
  onDown: (why: string) => void;
}

const longestPauseMs = 1_000;

/**
 * Connects to Redis and keeps trying for as long as the process lives.
 *
 * @param url REDIS_URL; it may hold a password and goes into no message
 */
export async function connectRedis(
  url: string,
  { onUp, onDown }: ConnectionListeners,
): Promise<QueueConnections> {
  const { Redis } = await import('ioredis');
  const common = {
    connectTimeout: 2_000,
    maxRetriesPerRequest: null,
    retryStrategy: (times: number) => Math.min(times * 100, longestPauseMs),
  };
  // No command of ours has a time limit here: BullMQ asks once at the start what Redis it is, and a queue whose
  // question failed would fail for ever.
  const asking = new Redis(url, { ...common, enableOfflineQueue: false });
  const working = new Redis(url, common);
  asking.on('ready', onUp);
  // Without a listener an error would end the process.
  asking.on('error', (error) => onDown(redisErrorWord(error)));
  working.on('error', () => undefined);
  return { asking, working };
}
