import type { QueueStats } from '@genie-helper/client';

export type QueueCounts = QueueStats['caption-jobs'];

/** What the queue was like at one moment, in milliseconds since 1970. */
export interface QueueSample extends QueueCounts {
  atMs: number;
}

/** Looks of the same second tell nothing more, and could not be told apart in a table. */
const leastApartMs = 1_000;

/** How many moments a chart shows at most. */
export const maxSamples = 360;

/**
 * Adds a look at the queue. Past the limit every second one of the older half goes, so the chart still reaches back to
 * when the page was opened, and its end stays fine.
 */
export function addSample(
  samples: readonly QueueSample[],
  sample: QueueSample,
  limit: number = maxSamples,
): readonly QueueSample[] {
  const lastMs = samples.at(-1)?.atMs ?? Number.NEGATIVE_INFINITY;
  if (sample.atMs - lastMs < leastApartMs) return samples;
  const all = [...samples, sample];
  if (all.length <= limit) return all;
  const half = Math.floor(all.length / 2);
  return all.filter((_, index) => index === 0 || index >= half || index % 2 === 0);
}
