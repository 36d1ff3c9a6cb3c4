import { setTimeout as sleep } from 'node:timers/promises';
import type { JobRecords } from '../../captions/job-store.ts';

/** Between two hundreds, and between two rounds, in milliseconds. */
const pauseMs = 200;
const everyMs = 60 * 60 * 1_000;

/**
 * Removes old claims once an hour, a hundred at a time with pauses, so that nobody waits for it.
 *
 * @param signal ends it
 */
export async function pruneClaims(
  records: Pick<JobRecords, 'pruneClaims'>,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    // What can't be removed now is removed later; an outage is told by others.
    const isMore = await records.pruneClaims().catch(() => false);
    await sleep(isMore ? pauseMs : everyMs, undefined, { signal, ref: false }).catch(
      () => undefined,
    );
  }
}
