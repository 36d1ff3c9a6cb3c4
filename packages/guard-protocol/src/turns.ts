/**
 * Work in turn, by whose it is: who sends much waits for himself, and not everybody else with him.
 *
 * Guarantees: of one key so many pieces are under way, in the order of asking, and so many wait; more is refused. Where
 * there is a pace, a key's work costs in the long run no more than `perSecond`, however much is asked for: the next
 * piece begins once what its key has spent is earned again. Keys that rest cost no memory.
 * Doesn't guarantee: anything between two processes; each counts for itself.
 */

/** Runs work in the turn of a key. @throws what `refuse` gives where too much waits for this key already */
export type InTurn<Key = string> = <Result>(
  key: Key,
  work: (charge: Charge) => Promise<Result>,
) => Promise<Result>;

/** Says what a piece of work costs, as soon as that is known; in whatever unit the pace has. */
export type Charge = (cost: number) => void;

/** How much a key may spend. */
export interface Pace {
  /** What it may spend at once. */
  burst: number;
  /** What it earns. */
  perSecond: number;
}

export interface TurnOptions {
  /** How many pieces of one key are under way. */
  atOnce: number;
  /** How many of them wait. */
  maxWaiting?: number;
  refuse?: () => Error;
  pace?: Pace;
  /** Milliseconds of a clock that never goes back. */
  now?: () => number;
  sleep?: (ms: number) => Promise<unknown>;
}

interface Line {
  running: number;
  waiting: (() => void)[];
  /** What the key has left, as it was at `at`. */
  left: number;
  at: number;
}

const sweepEveryMs = 1_000;
const unpaced: Pace = { burst: 0, perSecond: 0 };

export function createTurns<Key = string>(options: TurnOptions): InTurn<Key> {
  const { atOnce, maxWaiting = Number.POSITIVE_INFINITY, pace = unpaced } = options;
  const { refuse = () => new Error('too much waits'), now = () => performance.now() } = options;
  const { sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms)) } = options;
  const lines = new Map<Key, Line>();
  let sweptAt = now();

  function earn(line: Line): void {
    const earned = ((now() - line.at) / 1_000) * pace.perSecond;
    line.left = Math.min(pace.burst, line.left + earned);
    line.at = now();
  }

  /** A line whose key rests, and has earned again what it spent, is like a new one. */
  function forgetIfRested(key: Key, line: Line): void {
    earn(line);
    if (line.running === 0 && line.left >= pace.burst) lines.delete(key);
  }

  /** Those that rested before they had earned everything; looked for now and then, since there may be many. */
  function forgetRested(): void {
    if (now() - sweptAt < sweepEveryMs) return;
    sweptAt = now();
    for (const [key, line] of lines) forgetIfRested(key, line);
  }

  async function affordable(line: Line): Promise<void> {
    earn(line);
    while (line.left < 0) {
      await sleep(Math.ceil((-line.left / pace.perSecond) * 1_000));
      earn(line);
    }
  }

  return async (key, work) => {
    const line = lines.get(key) ?? { running: 0, waiting: [], left: pace.burst, at: now() };
    lines.set(key, line);
    if (line.running < atOnce) line.running += 1;
    else if (line.waiting.length >= maxWaiting) throw refuse();
    else await new Promise<void>((resolve) => line.waiting.push(resolve));
    try {
      await affordable(line);
      return await work((cost) => {
        if (options.pace !== undefined) line.left -= cost;
      });
    } finally {
      const next = line.waiting.shift();
      if (next !== undefined) next();
      else {
        line.running -= 1;
        forgetIfRested(key, line);
        forgetRested();
      }
    }
  };
}
