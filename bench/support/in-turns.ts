import { median } from './statistics.ts';

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
export async function inTurns(
  turns: readonly Turn[],
  rounds: number,
): Promise<Map<string, number[]>> {
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
