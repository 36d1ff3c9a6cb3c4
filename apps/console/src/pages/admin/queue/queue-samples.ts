import type { FinishedHour, QueueStats } from '@genie-helper/client';
import { formatClock, formatPreciseClock } from '../../../timestamps.ts';

export type QueueCounts = QueueStats['caption-jobs'];

/** What the queue was like at one time, in milliseconds since 1970. */
export type QueueSample = QueueCounts & { atMs: number };

/** Looks of the same second tell nothing more, and could not be told apart in a table. */
const leastApartMs = 1_000;

/** How many samples a chart shows at most. */
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

/** What the live chart shows, in a sentence. */
export function describeSamples(samples: readonly QueueSample[]): string {
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined) return 'Nothing has been seen yet.';
  const most = Math.max(...samples.map(({ waiting }) => waiting));
  const times = `From ${formatPreciseClock(first.atMs)} to ${formatPreciseClock(last.atMs)}`;
  const now = `now ${last.waiting} waiting, ${last.active} active, ${last.delayed} delayed`;
  return `${times}: ${now}; at most ${most} were waiting.`;
}

/** What the chart by hours shows, in a sentence. */
export function describeHours(hours: readonly FinishedHour[]): string {
  const sumOf = (key: 'completed' | 'failed') => hours.reduce((sum, hour) => sum + hour[key], 0);
  return `In the last 24 hours ${sumOf('completed')} jobs were completed and ${sumOf('failed')} failed.`;
}

/** Rows of a table, the newest first. */
export function sampleRows(samples: readonly QueueSample[]): [string, ...number[]][] {
  return samples.toReversed().map(({ atMs, ...counts }) => {
    return [formatPreciseClock(atMs), counts.waiting, counts.active, counts.delayed];
  });
}

/** Rows of a table, the newest first. */
export function hourRows(hours: readonly FinishedHour[]): [string, ...number[]][] {
  return hours
    .toReversed()
    .map(({ from, completed, failed }) => [`from ${formatClock(from)}`, completed, failed]);
}
