import { Gauge, type Registry } from 'prom-client';

const states = ['waiting', 'active', 'delayed'] as const;

/** How many jobs the engine holds. */
export type QueueDepths = Record<(typeof states)[number], number>;

/** How full the queue is, read when somebody asks. */
export interface QueueMetrics {
  /** @param read the engine's counts; where it fails, the answer has none rather than old ones */
  watch(read: () => Promise<QueueDepths>): void;
}

/** For how long a scrape waits for Redis, in milliseconds. */
const patienceMs = 1_000;

export function createQueueMetrics(registry: Registry): QueueMetrics {
  let read: (() => Promise<QueueDepths>) | undefined;
  const jobs = new Gauge({
    name: 'genie_queue_jobs',
    help: 'Batches of captions that the engine holds.',
    labelNames: ['state'],
    registers: [registry],
    async collect() {
      const depths = read === undefined ? undefined : await inTime(read()).catch(() => undefined);
      this.reset();
      if (depths !== undefined) for (const state of states) this.set({ state }, depths[state]);
      reachable.set(depths === undefined ? 0 : 1);
    },
  });
  const reachable = new Gauge({
    name: 'genie_queue_up',
    help: 'Whether the engine told its counts.',
    registers: [registry],
  });
  jobs.reset();
  return {
    watch(reader) {
      read = reader;
    },
  };
}

function inTime<T>(work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('the engine took too long')), patienceMs);
  return Promise.race([work, promise]).finally(() => clearTimeout(timer));
}
