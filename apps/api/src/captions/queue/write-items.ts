import type { CaptionRequest } from '@genie-helper/captions';
import { AppError } from '../../http/errors.ts';
import type { JobOwners } from '../job-owner-store.ts';
import type { JobRecords, JobRow } from '../job-store.ts';
import type { WriteCaption } from '../write-caption.ts';
import { failedItem, type ItemOutcome, itemsOf, openItems, progressOf } from './item-outcomes.ts';
import type { Delivery } from './queue-engine.ts';

/** What the work on items needs. */
export interface WriteItemsDeps {
  records: Pick<JobRecords, 'write' | 'isUnderWay'>;
  owners: JobOwners;
  writeCaption: WriteCaption;
  log: FailureLog;
  /** Between two looks at whether a batch was cancelled while its model writes, in milliseconds. */
  lookEveryMs?: number;
}

/** What the log is told of items that failed, once for each kind of failure. */
export interface FailureLog {
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

/** Quick captions share a write; a slow one has its own. */
const saveEveryMs = 500;

/** How often is looked whether a batch was cancelled while the model writes. */
const defaultLookEveryMs = 1_000;

/** A model that doesn't answer is left alone until the next attempt. */
const maxTimeoutsInARow = 3;

/** After so many items a batch looks whether it's another user's turn. */
const turnItems = 5;

/** A record must stay well below what Directus takes and we read (1 MB), in characters of JSON. */
const maxResultLength = 300_000;

/** Where the work on items has stopped: what is kept, and why it goes on later or never. */
type Stop = {
  saved: JobRow;
  pauseMs?: number;
  isOwnerGone?: true;
  /** It was cancelled, removed, or taken by another process. */
  isLost?: true;
  /** It's another user's turn; which items of the attempt were tried. */
  tried?: readonly number[];
};

/** Fills in outcomes, keeping them now and then; stops where the signal fires or the model is dead or busy. */
export async function writeItems(
  deps: WriteItemsDeps,
  job: JobRow,
  outcomes: (ItemOutcome | null)[],
  { entry, isOthersTurn, signal }: Delivery,
): Promise<Stop> {
  const { records, owners, writeCaption, log } = deps;
  const items = itemsOf(job);
  const writeItem = createItemWriter(writeCaption, job.id, log);
  let saved = job;
  let savedAt = performance.now();
  let timeoutsInARow = 0;
  let length = outcomes.reduce((sum, outcome) => sum + lengthOf(outcome), 0);
  const tried = new Set(entry.tried);
  const places = openItems(outcomes).filter((index) => !tried.has(index));
  for (const [done, index] of places.entries()) {
    const isTurnOver = done > 0 && done % turnItems === 0;
    if (isTurnOver && (await isOthersTurn())) return { saved, tried: [...tried] };
    const item = items[index] ?? {};
    const [isActive, isUnderWay] = await Promise.all([
      owners.isActive(job.user),
      records.isUnderWay(job),
    ]);
    if (!isUnderWay) return { saved, isLost: true };
    if (!isActive) return { saved, isOwnerGone: true };
    const lost = watchForLoss(deps, job);
    const written = await writeItem(item, AbortSignal.any([signal, lost.signal])).finally(
      lost.stop,
    );
    if (written === undefined) return lost.signal.aborted ? { saved, isLost: true } : { saved };
    if ('pauseMs' in written) return { saved, pauseMs: written.pauseMs };
    tried.add(index);
    const room = maxResultLength - length;
    const outcome = lengthOf(written) > room ? failedItem(item, 'queue.result_too_large') : written;
    length += lengthOf(outcome) - lengthOf(outcomes[index] ?? null);
    outcomes[index] = outcome;
    const isTimeout = !outcome.ok && outcome.code === 'captions.model_timeout';
    timeoutsInARow = isTimeout ? timeoutsInARow + 1 : 0;
    if (timeoutsInARow === maxTimeoutsInARow) break;
    // The first caption of a batch is there at once, for whoever looks.
    const isFirst = outcome.ok && outcomes.filter((one) => one?.ok).length === 1;
    if (!isFirst && performance.now() - savedAt < saveEveryMs) continue;
    const progress = progressOf(outcomes);
    // The start that brought an outcome is the only one that counts from here.
    const result = await records.write(saved, { result: outcomes, progress, attempts: 1 });
    if (result === 'outdated') return { saved, isLost: true };
    saved = result;
    savedAt = performance.now();
  }
  return { saved };
}

/** Looks now and then whether a batch is still worked on; `signal` fires once it isn't. An outage says nothing. */
function watchForLoss({ records, lookEveryMs = defaultLookEveryMs }: WriteItemsDeps, job: JobRow) {
  const lost = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const lookLater = () => {
    timer = setTimeout(look, lookEveryMs).unref();
  };
  async function look(): Promise<void> {
    const isUnderWay = await records.isUnderWay(job).catch(() => true);
    if (!isUnderWay) lost.abort();
    else if (!isStopped) lookLater();
  }
  lookLater();
  return {
    signal: lost.signal,
    stop(): void {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}

/** Characters of a caption in a record; failures are short and always have room. */
function lengthOf(outcome: ItemOutcome | null): number {
  return outcome?.ok ? JSON.stringify(outcome).length : 0;
}

/**
 * Makes what writes the items of one attempt: it gives a caption or its failure; undefined where `signal` ended it,
 * and a pause where the model wants to be left alone, which says nothing about the item.
 * Why items fail is logged once for each code, so that an operator finds a wrong key and a broken model, and a hundred
 * items don't fill the log.
 */
function createItemWriter(writeCaption: WriteCaption, jobId: string, log: FailureLog) {
  const told = new Set<string>();

  function tell(error: unknown, code: string): void {
    if (told.has(code)) return;
    told.add(code);
    if (error instanceof AppError) {
      log.warn({ jobId, code, internal: error.internal }, 'items of a batch fail');
    } else log.error({ jobId, code, err: error }, 'items of a batch fail unexpectedly');
  }

  return async (item: CaptionRequest, signal: AbortSignal) => {
    try {
      return { ok: true as const, ...(await writeCaption(item, { signal })) };
    } catch (error) {
      if (signal.aborted) return undefined;
      const code = error instanceof AppError ? error.code : 'server.internal';
      if (code !== 'captions.topic_refused') tell(error, code);
      if (error instanceof AppError && code === 'captions.model_busy') {
        return { pauseMs: (error.retryAfterSeconds ?? 1) * 1_000 };
      }
      return failedItem(item, code);
    }
  };
}
