/**
 * How far this process's clock is from the database's.
 *
 * Every process on a database compares times with what others wrote there, so their clocks must agree; the database's is
 * the one that all of them can see. A clock that is set while the process runs is noticed at the next question, by the
 * clock of the processor, which nobody sets.
 */
import { clockSkewOf } from '@genie-helper/guard-protocol';
import type { Knex } from 'knex';
import { databaseNow } from '../leaving/tables.ts';
import { queryRows } from '../shared/directus.ts';

/** After how long the database is asked again, and for how long at most its last answer counts meanwhile. */
const everyMs = 10_000;
const longestMs = 30_000;

/** How long its answer may take, before the connection counts as dead. */
const answerMs = 2_000;

/** A clock that was moved by more than this since it was compared is compared anew. */
const movedMs = 1_000;

export interface ClockWatch {
  /**
   * How far it is, in milliseconds: greater than 0 where it's ahead. What a question to the database leaves open counts as
   * no difference. It asks where the last answer is old, and waits for the new one only where that is very old or the
   * clock was moved: a connection that has died in silence must not keep every request waiting. Where the database can't
   * be asked, the last answer counts.
   */
  skew(): Promise<number>;
  /** The last answer; undefined before there was one. */
  lastSkew(): number | undefined;
}

export interface ClockWatchDeps {
  /** The database's time, epoch milliseconds. */
  askDatabase(): Promise<number>;
  /** This process's own, and one that nobody sets. */
  now?: () => number;
  steadyNow?: () => number;
}

export function createClockWatch({
  askDatabase,
  now = Date.now,
  steadyNow = () => performance.now(),
}: ClockWatchDeps): ClockWatch {
  let last: { skew: number; at: number; drift: number } | undefined;
  let asking: Promise<void> | undefined;

  const drift = () => now() - steadyNow();

  const hasMoved = () => last !== undefined && Math.abs(drift() - last.drift) >= movedMs;
  const isYoungerThan = (ms: number) =>
    last !== undefined && !hasMoved() && steadyNow() - last.at < ms;

  async function compare(): Promise<void> {
    const [before, at] = [now(), steadyNow()];
    const database = await askDatabase();
    const skew = clockSkewOf(database, { at: before, tookMs: steadyNow() - at });
    last = { skew, at: steadyNow(), drift: drift() };
  }

  function ask(): Promise<void> {
    asking ??= compare()
      .catch((error: unknown) => {
        if (last === undefined || hasMoved()) throw error;
      })
      .finally(() => {
        asking = undefined;
      });
    return asking;
  }

  return {
    async skew() {
      if (!isYoungerThan(everyMs)) {
        const asked = ask();
        if (isYoungerThan(longestMs)) asked.catch(() => {});
        else await asked;
      }
      return last?.skew ?? 0;
    },
    lastSkew: () => last?.skew,
  };
}

/** Asks for the database's time. */
export function createAskDatabase(db: Knex): () => Promise<number> {
  return async () => {
    const [row] = await queryRows<{ now: number | string }>(
      db,
      `SELECT ${databaseNow(db)} AS now`,
      [],
      answerMs,
    );
    return Number(row?.now);
  };
}
