/**
 * Whose library has to be counted after captions were added to it: counting thousands of rows for each caption would cost
 * more than all the rest.
 *
 * Guarantees: without a count a process adds no more than a quarter of what was free at its last one, and for at most a
 * minute. So where one process adds to a library it never holds too many.
 *
 * Doesn't guarantee: the same where several do; each further one may add up to a quarter beyond, until one of them counts.
 */
import { maxKeptCaptions } from '@genie-helper/guard-protocol';

const countedForMs = 60_000;
/** How many users are remembered; of others, their library is counted. */
const mostUsers = 10_000;

/** How many captions may be added before the next count, and until when. */
interface Allowance {
  left: number;
  until: number;
}

export type LibraryBound = ReturnType<typeof createLibraryBound>;

/** @param now in milliseconds */
export function createLibraryBound(now: () => number = Date.now) {
  const allowances = new Map<string, Allowance>();
  return {
    /** @param added whose captions were added, once for each. @returns whose libraries are to be counted now */
    toCount(added: readonly string[]): string[] {
      const due = new Set<string>();
      for (const userId of added) {
        const allowance = allowances.get(userId);
        if (allowance !== undefined && allowance.left > 0 && now() < allowance.until) {
          allowance.left -= 1;
        } else due.add(userId);
      }
      return [...due];
    },
    /** @param count how many the library holds, those that were just added among them */
    counted(userId: string, count: number): void {
      allowances.delete(userId);
      const left = Math.floor((maxKeptCaptions - count) / 4);
      if (left > 0) allowances.set(userId, { left, until: now() + countedForMs });
      const [oldest] = allowances.size > mostUsers ? allowances.keys() : [];
      if (oldest !== undefined) allowances.delete(oldest);
    },
  };
}
