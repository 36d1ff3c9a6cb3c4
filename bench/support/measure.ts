import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchOptions } from './bench-options.ts';
import { type LoadRequest, type LoadResult, load } from './load.ts';
import { residentMegabytes } from './resident-megabytes.ts';

/** One amount of load that everyone gets. */
export interface Step {
  name: string;
  /** Where it stands in a plot. */
  x: number;
  connections: number;
}

/** One of those who are compared. */
export interface Target {
  name: string;
  url: string;
  requests(step: Step): readonly LoadRequest[];
  /** Whose memory is read after each stretch. */
  pid?: number;
  /** What it's measured at; everything where left out. */
  steps?: readonly Step[];
}

/** What all rounds showed of one target at one step. */
export interface Cell {
  target: string;
  step: Step;
  results: LoadResult[];
  /** Resident memory of its process after each stretch, in MB. */
  megabytes: number[];
}

/** Load is sent at least so many times over every connection, or slow answers would never be seen. */
const requestsEach = 2;

/**
 * Loads every target at every step, in rounds: whatever else the machine does meets all of them alike.
 *
 * A stretch ends with the last answer, not with the time, so nothing of it is left to disturb the next one.
 */
export async function measure(
  steps: readonly Step[],
  targets: readonly Target[],
  { rounds, seconds }: BenchOptions,
): Promise<Cell[]> {
  const cells = new Map<string, Cell>();
  const rates = new Map<string, number>();
  for (let round = 0; round <= rounds; round += 1) {
    // Round 0 warms everything up and isn't counted.
    console.log(round === 0 ? '  warming up ...' : `  round ${round} of ${rounds} ...`);
    for (const step of steps) {
      // Every other round goes backwards, so that nobody always follows the same neighbour.
      for (const target of round % 2 === 0 ? targets : [...targets].reverse()) {
        if (target.steps?.includes(step) === false) continue;
        const key = `${target.name} ${step.name}`;
        const rate = rates.get(key);
        const { connections } = step;
        const amount = Math.ceil(Math.max((rate ?? 0) * seconds, connections * requestsEach));
        const result = await load({
          url: target.url,
          requests: target.requests(step),
          connections,
          seconds,
          // The first is by time, because nobody knows yet how many it would be.
          ...(rate === undefined && seconds * 100 > connections ? {} : { amount }),
        });
        rates.set(key, result.requestsPerSecond / (1 - result.refusedPercent / 100) || 0);
        // What a stretch by time has left behind gets a moment to end.
        if (round === 0) await sleep(200);
        else await keep(cells, target, step, result);
      }
    }
  }
  return [...cells.values()];
}

async function keep(
  cells: Map<string, Cell>,
  { name, pid }: Target,
  step: Step,
  result: LoadResult,
): Promise<void> {
  const key = `${name} ${step.name}`;
  const cell = cells.get(key) ?? { target: name, step, results: [], megabytes: [] };
  cells.set(key, cell);
  cell.results.push(result);
  if (pid !== undefined) cell.megabytes.push(await residentMegabytes(pid));
}
