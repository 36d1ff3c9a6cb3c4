import type { CaptionRequest } from '@genie-helper/captions';
import { failedItem } from '../../captions/queue/item-outcomes.ts';
import type { CaptionService } from '../../captions/write-caption.ts';
import { AppError } from '../../errors/app-error.ts';
import type { ItemOutcome } from './caption-job-service.ts';

/** What the log is told of items that failed, once for each kind of failure. */
export interface FailureLog {
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

/** Writes one item: its caption or its failure; undefined where `signal` ended the try. */
export type WriteItem = (
  item: CaptionRequest,
  signal: AbortSignal,
) => Promise<ItemOutcome | undefined>;

/**
 * Makes what writes the items of one attempt. Why items fail is logged once for each code, so that an operator finds
 * a wrong key and a broken model, and a hundred items don't fill the log.
 */
export function createItemWriter(
  captions: CaptionService,
  jobId: string,
  log: FailureLog,
): WriteItem {
  const told = new Set<string>();

  function tell(error: unknown, code: string): void {
    if (told.has(code)) return;
    told.add(code);
    if (error instanceof AppError) {
      log.warn({ jobId, code, internal: error.internal }, 'items of a batch fail');
    } else log.error({ jobId, code, err: error }, 'items of a batch fail unexpectedly');
  }

  return async (item, signal) => {
    try {
      return { ok: true, ...(await captions.write(item, signal)) };
    } catch (error) {
      if (signal.aborted) return undefined;
      const code = error instanceof AppError ? error.code : 'server.internal';
      if (code !== 'captions.topic_refused') tell(error, code);
      return failedItem(item, code);
    }
  };
}
