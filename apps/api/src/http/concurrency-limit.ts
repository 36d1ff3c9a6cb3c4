/** How busy it was while a piece of work was done. */
export interface Load {
  /** Whether no other was under way from its beginning to its end. */
  isAlone: boolean;
  /** Whether at its beginning as many were under way as the limit allows. */
  isFull: boolean;
}

/** How many pieces of work may be under way, by what is learned from them. */
export interface ConcurrencyLimit {
  /** At least 1. */
  limit(): number;
  /** Told of each piece of work that was done, how many milliseconds it took. */
  learn(kind: string, tookMs: number, load: Load): void;
}

/** The same limit always; for work whose time says nothing about how busy it is somewhere, such as a model's. */
export function fixedLimit(limit: number): ConcurrencyLimit {
  return { limit: () => limit, learn: () => undefined };
}

const first = 16;
const least = 1;
const most = 256;
/** The limit grows below this many times the time that the work takes alone, and shrinks above the other. */
const growsBelow = 1.5;
const shrinksAbove = 2;

/**
 * Additive increase and decrease, by how much longer than alone pieces take on average. Only what begins at the limit
 * moves it: an idle server learns nothing about how much could be done, and pieces that differ by themselves, such as
 * a long list and a short one, must not make it small.
 */
export function adaptiveLimit(): ConcurrencyLimit {
  const aloneMs = new Map<string, number>();
  const quickestMs = new Map<string, number>();
  let limit = first;
  let usualRatio = 1;

  return {
    limit: () => Math.floor(limit),
    learn(kind, tookMs, { isAlone, isFull }) {
      if (isAlone) aloneMs.set(kind, average(aloneMs.get(kind) ?? tookMs, tookMs, 0.1));
      quickestMs.set(kind, Math.min(quickestMs.get(kind) ?? tookMs, tookMs));
      if (!isFull) return;
      // Where the flood was there first, the quickest has to do.
      const alone = aloneMs.get(kind) ?? quickestMs.get(kind) ?? tookMs;
      usualRatio = average(usualRatio, tookMs / Math.max(alone, 0.1), 0.2);
      if (usualRatio > shrinksAbove) limit = Math.max(least, limit - 0.5);
      else if (usualRatio < growsBelow) limit = Math.min(most, limit + 1 / limit);
    },
  };
}

function average(before: number, next: number, share: number): number {
  return before * (1 - share) + next * share;
}
