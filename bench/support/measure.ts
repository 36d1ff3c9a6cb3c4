import { setTimeout as sleep } from 'node:timers/promises';
import { processorMs, residentMegabytes } from '../../test/support/process-usage.ts';

import type { BenchOptions } from './bench.ts';
import { type LoadRequest, type LoadResult, load } from './load.ts';
import { median } from './statistics.ts';

/** One amount of load that everyone gets. */
export interface Step {
  name: string;
  /** Where it stands in a plot. */
  x: number;
  connections: number;
}

/** A step that is so many connections. */
export function connectionStep(connections: number): Step {
  return { name: String(connections), x: connections, connections };
}

/** One of those who are compared. */
export interface Target {
  name: string;
  url: string;
  requests(step: Step): readonly LoadRequest[];
  /** Whose memory is read after each stretch. */
  pid?: number;
  /** Who works on the same requests behind it: their processor time counts with its own. */
  behind?: readonly number[];
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
  /** Processor time of its process and those behind it for a thousand requests, in ms. */
  processorMs: number[];
}

/** Load is sent at least so many times over every connection, or slow answers would never be seen. */
const requestsEach = 2;

/** More connections than these aren't warmed up: where answers are slow it would take as long as a round. */
const mostToWarmUp = 64;

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
  for (const target of targets) {
    for (const step of target.steps ?? steps) {
      const nothing = { results: [], megabytes: [], processorMs: [] };
      cells.set(`${target.name} ${step.name}`, { target: target.name, step, ...nothing });
    }
  }
  const rates = new Map<Cell, number>();
  for (let round = 0; round <= rounds; round += 1) {
    // Round 0 warms everything up and isn't counted.
    console.log(round === 0 ? '  warming up ...' : `  round ${round} of ${rounds} ...`);
    for (const step of steps) {
      // The steps before have warmed up what so many connections use.
      if (round === 0 && step.connections > mostToWarmUp) continue;
      // Every other round goes backwards, so that nobody always follows the same neighbour.
      for (const target of round % 2 === 0 ? targets : [...targets].reverse()) {
        const cell = cells.get(`${target.name} ${step.name}`);
        if (cell === undefined) continue;
        const rate = rates.get(cell) ?? 0;
        const { connections } = step;
        const amount = Math.ceil(Math.max(rate * seconds, connections * requestsEach));
        const pids = target.pid === undefined ? [] : [target.pid, ...(target.behind ?? [])];
        const before = await processorMs(pids);
        const result = await load({
          url: target.url,
          requests: target.requests(step),
          connections,
          seconds,
          // To warm up it's by time, because nobody knows yet how many it would be.
          ...(round === 0 ? {} : { amount }),
        });
        rates.set(cell, result.requestsPerSecond / (1 - result.refusedPercent / 100) || 0);
        // What a stretch by time has left behind gets time to end.
        if (round === 0) await sleep(200);
        else await keep(cell, pids, { result, amount, usedMs: (await processorMs(pids)) - before });
      }
    }
  }
  return [...cells.values()];
}

async function keep(
  cell: Cell,
  [pid]: readonly number[],
  { result, amount, usedMs }: { result: LoadResult; amount: number; usedMs: number },
): Promise<void> {
  cell.results.push(result);
  if (pid === undefined) return;
  cell.megabytes.push(await residentMegabytes(pid));
  const served = amount * (1 - result.refusedPercent / 100);
  cell.processorMs.push((usedMs / served) * 1_000);
}

/** What is done many times, in turn with others. */
export interface Turn {
  name: string;
  once(): Promise<unknown>;
}

/**
 * Does one thing after the other, round by round, and times each: for what takes milliseconds this is fairer
 * still than stretches of load, because what disturbs the machine meets all of them.
 *
 * @returns the times in milliseconds, by name
 */
export async function inTurns(turns: readonly Turn[], rounds: number) {
  const times = new Map<string, number[]>(turns.map(({ name }) => [name, []]));
  const warmUps = Math.ceil(rounds / 10);
  for (let round = -warmUps; round < rounds; round += 1) {
    // Whoever is next to a slow one is another each time.
    const first = Math.abs(round) % turns.length;
    for (const { name, once } of [...turns.slice(first), ...turns.slice(0, first)]) {
      const start = performance.now();
      await once();
      if (round >= 0) times.get(name)?.push(performance.now() - start);
    }
  }
  return times;
}

/** Medians of ten parts, one after the other: what a median spreads over in the run. */
export function mediansOfParts(values: readonly number[], parts = 10): number[] {
  const size = Math.ceil(values.length / parts);
  return Array.from({ length: Math.ceil(values.length / size) }, (_, part) =>
    median(values.slice(part * size, (part + 1) * size)),
  );
}
