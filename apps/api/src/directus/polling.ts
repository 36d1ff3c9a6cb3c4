/**
 * Work that Directus is asked for again and again: look, do what there is, wait.
 *
 * Guarantees: one round at a time; what fails is tried in the next round, and told once until it works again; `close`
 * waits for the round that is under way, for a while.
 */
import type { Logger } from 'pino';
import { withTimeout } from '../http/with-timeout.ts';

export interface PollingOptions {
  /** Does what there is to do. @param isClosed whether to come to an end */
  work(isClosed: () => boolean): Promise<void>;
  /** Between two rounds, in milliseconds. */
  everyMs: number;
  /** How long the end waits for a round, in milliseconds; 5 s where left out. */
  closeWithinMs?: number;
  /** What to say, in a log line, when a round fails after one that didn't, and when one works again. */
  onFailure: string;
  onRecovery: string;
  log: Pick<Logger, 'info' | 'warn'>;
}

export interface Polling {
  /** @param when at once, or after the first pause: at the start of a process there is other work to do */
  start(when?: 'now' | 'later'): void;
  /** Ends after what is under way, which may be cut off. */
  close(): Promise<void>;
}

/** A call may take minutes, and the process itself has 13 s to end, in which more has to be done. */
const defaultCloseWithinMs = 5_000;

/** Nothing is asked before `start`. */
export function createPolling({
  work,
  everyMs,
  closeWithinMs = defaultCloseWithinMs,
  onFailure,
  onRecovery,
  log,
}: PollingOptions): Polling {
  let timer: NodeJS.Timeout | undefined;
  let underWay: Promise<void> = Promise.resolve();
  let hasFailed = false;
  let isClosed = false;

  async function round(): Promise<void> {
    try {
      await work(() => isClosed);
      if (hasFailed) log.info(onRecovery);
      hasFailed = false;
    } catch (error) {
      if (!hasFailed) log.warn({ err: error }, onFailure);
      hasFailed = true;
    }
    if (!isClosed) wait();
  }

  function begin(): void {
    underWay = round();
  }

  function wait(): void {
    timer = setTimeout(begin, everyMs);
    timer.unref();
  }

  return {
    start: (when = 'now') => (when === 'now' ? begin() : wait()),
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await withTimeout(closeWithinMs, underWay).catch(() => undefined);
    },
  };
}
