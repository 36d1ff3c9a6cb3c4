/**
 * The library of captions: what was written is kept behind the request that had it written, many captions a call.
 *
 * Guarantees: nobody waits for it and no request fails by it; a caption is kept once. What this process still holds of
 * somebody is kept before that person's library is read or emptied. The buffer is bounded: while Directus can't be
 * reached it holds the newest few thousand at most, and what doesn't fit is counted as lost.
 *
 * Doesn't guarantee: that a caption is kept which was written in the last moment before its process died.
 */
import { randomUUIDv7 } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CaptionRequest, resolveRequest } from '@genie-helper/captions';
import { type CaptionSource, maxCaptionsAtOnce } from '@genie-helper/guard-protocol';
import type { Logger } from 'pino';
import type { LibraryQuery, LibraryStore, NewCaption } from './library-store.ts';

/** What became of a caption: it's kept, had no room, was refused by Directus, or was left when the process ended. */
export type KeepOutcome = 'kept' | 'overflow' | 'refused' | 'closed';

/** A caption that was written. */
export interface WrittenCaption {
  userId: string;
  /** What was asked for. */
  request: CaptionRequest;
  caption: string;
  model: string;
  source: CaptionSource;
  job?: string;
  /** A UUID, where the same caption may come again. */
  id?: string;
}

export interface CaptionLibraryDeps {
  store: LibraryStore;
  count(outcome: KeepOutcome, captions: number): void;
  log: Pick<Logger, 'warn' | 'info'>;
  now: () => Date;
  /** In captions. */
  maxWaiting?: number;
  /** How long captions are gathered, and how long Directus is left alone after a failure, in milliseconds. */
  gatherMs?: number;
  retryMs?: number;
}

/** In the order of time: one index grows at its end alone, where ids by chance would change all of it. */
const newId = () => randomUUIDv7();

/** How long the end of the process waits for what is still to be kept, in milliseconds. */
const closeMs = 3_000;

export type CaptionLibrary = ReturnType<typeof createCaptionLibrary>;

export function createCaptionLibrary(deps: CaptionLibraryDeps) {
  const { store, count, log, now, maxWaiting = 5_000, gatherMs = 100, retryMs = 2_000 } = deps;
  const waiting: NewCaption[] = [];
  let sending: readonly NewCaption[] = [];
  let round: Promise<boolean> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isFailing = false;

  function schedule(ms: number): void {
    timer ??= setTimeout(() => {
      timer = undefined;
      void send();
    }, ms).unref();
  }

  /** One call with what waits; whoever comes meanwhile waits for the same one. @returns whether Directus could be asked */
  function send(): Promise<boolean> {
    round ??= sendOnce().finally(() => {
      round = undefined;
      sending = [];
      if (waiting.length > 0) schedule(isFailing ? retryMs : 0);
    });
    return round;
  }

  async function sendOnce(): Promise<boolean> {
    sending = waiting.splice(0, maxCaptionsAtOnce);
    if (sending.length === 0) return true;
    try {
      await keep(sending);
      if (isFailing) log.info('captions are kept again');
      isFailing = false;
      return true;
    } catch (err) {
      if (!isFailing) log.warn({ err }, 'captions cannot be kept now; they are tried again');
      isFailing = true;
      waiting.unshift(...sending);
      drop(waiting.splice(maxWaiting).length, 'overflow');
      return false;
    }
  }

  /** One that can't be kept costs no other one its place. */
  async function keep(captions: readonly NewCaption[]): Promise<void> {
    if (await store.keep(captions)) return count('kept', captions.length);
    if (captions.length === 1) return drop(1, 'refused');
    const half = Math.ceil(captions.length / 2);
    await keep(captions.slice(0, half));
    await keep(captions.slice(half));
  }

  function drop(captions: number, outcome: Exclude<KeepOutcome, 'kept'>): void {
    if (captions === 0) return;
    count(outcome, captions);
    if (outcome !== 'overflow') log.warn({ captions, outcome }, 'captions are not kept');
  }

  const holds = (userId: string) => [...sending, ...waiting].some((one) => one.userId === userId);

  /** Sends what there is of somebody, as far as Directus takes it. */
  async function settle(userId: string): Promise<void> {
    // A round that began before may have met an outage that is over by now; it says nothing of the next one.
    if (holds(userId)) await round;
    while (holds(userId) && (await send())) {
      // The next hundred.
    }
  }

  return {
    /** Has it kept soon; returns at once. */
    add({ userId, request, caption, model, source, job, id }: WrittenCaption): void {
      if (!store.isThere) return;
      if (waiting.length >= maxWaiting) {
        drop(1, 'overflow');
        return;
      }
      const { platform, tone, topic, length } = resolveRequest(request);
      waiting.push({
        ...{ id: id ?? newId(), userId, text: caption, platform, tone, topic, length, model },
        ...{ source, job: job ?? null, writtenAt: now().toISOString() },
      });
      schedule(isFailing ? retryMs : gatherMs);
    },
    async list(query: LibraryQuery) {
      await settle(query.userId);
      return await store.list(query);
    },
    /** @returns how many there were */
    async remove(userId: string, id?: string) {
      await settle(userId);
      return await store.remove(userId, id);
    },
    /** Keeps what is still to be kept, for a moment. */
    async close(): Promise<void> {
      const late = new AbortController();
      const all = async () => {
        while (!late.signal.aborted && (waiting.length > 0 || round !== undefined)) {
          if (!(await send())) return;
        }
      };
      await Promise.race([
        all(),
        sleep(closeMs, undefined, { signal: late.signal }).catch(() => {}),
      ]);
      late.abort();
      clearTimeout(timer);
      drop(waiting.splice(0).length + sending.length, 'closed');
    },
  };
}
