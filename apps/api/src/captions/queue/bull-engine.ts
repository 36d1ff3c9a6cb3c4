import type { Job, Worker } from 'bullmq';
import { AppError } from '../../http/errors.ts';
import { redisErrorWord } from '../../http/redis.ts';
import { withTimeout } from '../../http/with-timeout.ts';
import {
  defaultPolicy,
  type QueueEngine,
  type QueueEntry,
  type QueuePolicy,
  type RunEntry,
  withoutTried,
} from './queue-engine.ts';

/** What the engine works with. */
export interface BullEngineOptions {
  /** REDIS_URL. */
  url: string;
  log: { info(message: string): void; warn(message: string): void };
  policy?: QueuePolicy | undefined;
  /** How long a worker that died holds what it had, in milliseconds. */
  lockMs?: number;
}

const queueName = 'caption-jobs';
const prefix = 'genie';
const closeWithinMs = 4_000;
const answerWithinMs = 2_000;

/** BullMQ's priorities. */
const first = 1;
const last = 2_097_151;

/** So many of those that wait are looked at for another user's. */
const lookedAt = 500;

/** An entry as it's kept in Redis. */
interface QueuedEntry extends QueueEntry {
  /** When it gave way, in milliseconds of the clock; until then it waits since it was added. */
  waitsSince?: number;
}

function priorityOf({ rank }: Pick<QueueEntry, 'rank'>): number {
  return Math.min(first + rank, last);
}

/**
 * A queue in Redis, over BullMQ, for any number of API processes. A batch whose process died goes to another one
 * once its lock has run out. The lowest rank comes first, and a batch that gives way lets the user go first who has the
 * fewest batches under way, in all processes together. Ended entries are removed: the records in Directus tell of them, also after Redis has
 * lost everything.
 */
export async function createBullEngine(options: BullEngineOptions): Promise<QueueEngine> {
  const { url, log, policy = defaultPolicy, lockMs = 15_000 } = options;
  const { Queue, Worker, DelayedError, WaitingError } = await import('bullmq');
  const returnListeners: (() => void)[] = [];
  let isUp: boolean | undefined;
  let isInitialized = false;
  /** A Redis that comes after the start has to say what it is first; nothing can be added before. */
  function tellOfReturn(): void {
    if (!isUp || !isInitialized) return;
    for (const listener of returnListeners) listener();
  }
  const { asking, working } = await connectRedis(url, {
    onUp: () => {
      if (isUp === false) log.info('the queue has its Redis back');
      isUp = true;
      tellOfReturn();
    },
    onDown: (why) => {
      if (isUp !== false) log.warn(`the queue has no Redis: ${why}`);
      isUp = false;
    },
  });
  const closing = new AbortController();
  const queue = new Queue<QueuedEntry>(queueName, {
    prefix,
    connection: asking,
    defaultJobOptions: {
      attempts: policy.attempts,
      backoff: { type: 'exponential', delay: policy.backoffMs },
      removeOnComplete: true,
      removeOnFail: true,
    },
  });
  const tell = createErrorLog(log);
  queue.on('error', tell);
  queue.waitUntilReady().then(
    () => {
      isInitialized = true;
      tellOfReturn();
    },
    (error) => log.warn(`the queue needs a Redis of 5.0 or later: ${redisErrorWord(error)}`),
  );
  let worker: Worker<QueuedEntry> | undefined;

  async function work(run: RunEntry, job: Job<QueuedEntry>, token: string): Promise<void> {
    let others: Job<QueuedEntry> | undefined;
    const outcome = await run({
      entry: job.data,
      isOthersTurn: async () => {
        others = await findOthersTurn(job).catch(() => undefined);
        return others !== undefined;
      },
      isLastAttempt: job.attemptsMade + 1 >= policy.attempts,
      // As BullMQ reckons it.
      pauseIfFailedMs: policy.backoffMs * 2 ** job.attemptsMade,
      signal: closing.signal,
    });
    if (outcome === 'failed') {
      if (job.data.tried !== undefined) await job.updateData(withoutTried(job.data));
      throw new Error('the attempt failed');
    }
    if (typeof outcome === 'object' && 'tried' in outcome) {
      await job.updateData({ ...job.data, tried: outcome.tried, waitsSince: Date.now() });
      // It may be over by now.
      await others?.changePriority({ priority: first, lifo: true }).catch(() => undefined);
      // BullMQ puts it before all of its priority, so it has to have a lower one meanwhile.
      await job.changePriority({ priority: first + 1 });
      await job.moveToWait(token);
      await job.changePriority({ priority: priorityOf(job.data) });
      throw new WaitingError();
    }
    if (outcome === 'requeue' || typeof outcome === 'object') {
      const pauseMs = outcome === 'requeue' ? policy.requeueMs : outcome.pauseMs;
      await job.moveToDelayed(Date.now() + pauseMs, token);
      throw new DelayedError();
    }
    if (outcome === 'released') {
      await job.moveToWait(token);
      throw new WaitingError();
    }
  }

  /** The batch that should be next instead: of the users with fewest under way, that of who waits longest. */
  async function findOthersTurn(job: Job<QueuedEntry>): Promise<Job<QueuedEntry> | undefined> {
    const [active, waiting] = await withTimeout(
      answerWithinMs,
      Promise.all([queue.getActive(), queue.getPrioritized(0, lookedAt - 1)]),
    );
    const underWay = (one: Job<QueuedEntry>) =>
      active.filter(({ data }) => data.userId === one.data.userId).length;
    const fewest = Math.min(...waiting.map(underWay));
    if (fewest >= underWay(job)) return undefined;
    const since = ({ data, timestamp }: Job<QueuedEntry>) => data.waitsSince ?? timestamp;
    return waiting
      .filter((one) => underWay(one) === fewest)
      .reduce((best, one) => (since(one) < since(best) ? one : best));
  }

  async function ask<T>(question: Promise<T>): Promise<T> {
    try {
      return await withTimeout(answerWithinMs, question);
    } catch (error) {
      throw new AppError('queue.unavailable', {
        internal: `Redis: ${redisErrorWord(error)}`,
        retryAfterSeconds: 2,
      });
    }
  }

  return {
    isShared: true,
    isReady: () => isInitialized && asking.status === 'ready' && !closing.signal.aborted,
    async add({ jobId, round, userId, rank }) {
      // BullMQ takes an id only once, and no colon in it.
      const options = { jobId: `${jobId}.${round}`, priority: priorityOf({ rank }) };
      await ask(queue.add('batch', { jobId, round, userId, rank }, options));
    },
    async counts() {
      const states = ['waiting', 'prioritized', 'active', 'delayed'] as const;
      const counts = await ask(queue.getJobCounts(...states));
      const { waiting = 0, prioritized = 0, active = 0, delayed = 0 } = counts;
      return { waiting: waiting + prioritized, active, delayed };
    },
    start(run) {
      worker = new Worker<QueuedEntry>(queueName, (job, token = '') => work(run, job, token), {
        prefix,
        connection: working,
        concurrency: policy.concurrency,
        lockDuration: lockMs,
        stalledInterval: lockMs / 3,
        // A process may die any number of times; what bounds it is the record's count of starts.
        maxStalledCount: 1_000_000,
        runRetryDelay: 1_000,
      });
      worker.on('error', tell);
    },
    onReconnect: (listener) => void returnListeners.push(listener),
    async close() {
      // The worker has to know first, or it would take again what is released.
      const closed = worker?.close();
      closing.abort();
      await withTimeout(closeWithinMs, Promise.all([closed, queue.close()])).catch(() => undefined);
      asking.disconnect();
      working.disconnect();
    },
  };
}

const longestPauseMs = 1_000;

/**
 * Connects to Redis and keeps trying for as long as the process lives. `asking` fails at once where Redis isn't there,
 * since somebody waits for an answer; `working` waits for it as long as it takes: workers have nothing else to do.
 *
 * @param url REDIS_URL; it may hold a password and goes into no message
 */
async function connectRedis(
  url: string,
  { onUp, onDown }: { onUp: () => void; onDown: (why: string) => void },
) {
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

/** What the connection itself has told already, once for every outage. */
const connectionWords: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
  'no answer',
]);

const againAfterMs = 60_000;

/**
 * Logs errors of the queue and its workers, such as a Redis that is full or read-only: each kind once a minute, since
 * workers try again and again.
 */
function createErrorLog(log: { warn(message: string): void }): (error: unknown) => void {
  const toldAt = new Map<string, number>();
  return (error) => {
    const word = redisErrorWord(error);
    const now = performance.now();
    if (connectionWords.has(word) || now - (toldAt.get(word) ?? -againAfterMs) < againAfterMs)
      return;
    toldAt.set(word, now);
    log.warn(`the queue's Redis refuses: ${word}`);
  };
}
