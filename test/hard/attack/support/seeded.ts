import { randomInt } from 'node:crypto';
import { readVariable } from '../../../support/process-environment.ts';

/** Choices that are the same whenever the seed is. */
export interface Dice {
  /** From 0 up to, without it, `end`. */
  below(end: number): number;
  /** True in so many of a hundred cases. */
  percent(chance: number): boolean;
  pick<One>(list: readonly One[]): One;
}

/** The seed of this run: GENIE_SEED where it's set, so that a failure can be made again. */
export function readSeed(): number {
  const fixed = readVariable('GENIE_SEED');
  return fixed === undefined ? randomInt(2 ** 31) : Number.parseInt(fixed, 10) >>> 0;
}

/** Mulberry32: small, quick, and good enough to choose inputs. */
export function createDice(seed: number): Dice {
  let state = seed >>> 0;
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
  const below = (end: number) => Math.floor(next() * end);
  return {
    below,
    percent: (chance) => next() * 100 < chance,
    pick<One>(list: readonly One[]): One {
      const chosen = list[below(list.length)];
      if (chosen === undefined) throw new Error('There is nothing to pick from.');
      return chosen;
    },
  };
}
