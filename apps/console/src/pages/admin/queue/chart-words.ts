import type { FinishedHour } from '@genie-helper/client';
import { formatClock, formatPreciseClock } from '../shared/timestamps.ts';
import type { QueueSample } from './queue-samples.ts';

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
  return samples
    .toReversed()
    .map(({ atMs, waiting, active, delayed }) => [
      formatPreciseClock(atMs),
      waiting,
      active,
      delayed,
    ]);
}

/** Rows of a table, the newest first. */
export function hourRows(hours: readonly FinishedHour[]): [string, ...number[]][] {
  return hours
    .toReversed()
    .map(({ from, completed, failed }) => [`from ${formatClock(from)}`, completed, failed]);
}
