/**
 * How much of one kind of work is done a second, by how many pieces are under way: learned from the work itself.
 *
 * Guarantees: what was seen long ago counts only while nothing newer is there. The numbers beside the best one are tried
 * now and then, so the curve follows a machine that becomes slower or quicker.
 * Doesn't guarantee: the best number. Pieces differ, and the figures are means of few.
 *
 * By Little's law so many pieces under way that take so long each are `underWay / tookMs` done a millisecond. More under
 * way are worth it while that grows, as where they share a call; where it doesn't, they only queue somewhere behind us.
 */

/** What is learned of one kind of work. */
export interface CapacityCurve {
  /**
   * Told of each piece that was done, how long it took, and how many were under way when it began and when it ended,
   * itself included. Where they were many more at one than at the other it tells of neither, and is a first guess at most.
   */
  record(underWay: { atBegin: number; atEnd: number }, tookMs: number): void;
  /** How many should be under way: as few as do nearly as much as can be done. At most `most`. */
  limit(most: number): number;
  /** Has `limit` begin anew, with few: what was learned while there was room tells little of how it is without. */
  restart(): void;
  /** How many pieces a millisecond can be done; undefined while nothing is known. */
  perMs(): number | undefined;
}

/** What is known of about so many under way. */
interface Level {
  underWay: number;
  tookMs: number;
  samples: number;
  seenAt: number;
}

/** 1, 2, 4 and so on, up to 256 under way. */
const levels = 9;
/** One alone would leave Directus idle while we prepare the next. */
const leastPower = 1;
/** Few, since more can be let in at once and nobody be sent back. */
const firstPower = 2;
/** A level is known by so many pieces, for so long. */
const enoughSamples = 16;
const knownForMs = 10_000;
/** Twice as many under way must do 2 ** 0.3 as much, so 23 % more, to be worth their waiting. */
const priceOfWaiting = 0.3;

/** @param now milliseconds of a clock that never goes back */
export function createCapacityCurve(now: () => number): CapacityCurve {
  const curve = Array.from({ length: levels }, (_, power): Level => emptyLevel(2 ** power));
  /** For while nothing is known: what was, or a first guess. */
  let assumed: number | undefined;

  function isKnown({ samples, seenAt }: Level): boolean {
    return samples >= enoughSamples && now() - seenAt < knownForMs;
  }

  function perMs(): number | undefined {
    const seen = curve.filter(({ samples }) => samples > 0);
    const known = seen.filter(isKnown);
    const rates = (known.length > 0 ? known : seen).map(perMsOf);
    return rates.length === 0 ? assumed : Math.max(...rates);
  }

  return {
    record({ atBegin, atEnd }, tookMs) {
      const level = curve[powerOf(atEnd)];
      if (level === undefined || powerOf(atBegin) !== powerOf(atEnd)) {
        const guess = (atBegin + atEnd) / 2 / Math.max(tookMs, 0.1);
        assumed = (assumed ?? guess) * 0.9 + guess * 0.1;
        return;
      }
      if (now() - level.seenAt >= knownForMs) level.samples = 0;
      level.samples += 1;
      // The plain mean of the first ones, then one that forgets.
      level.tookMs += (tookMs - level.tookMs) / Math.min(level.samples, 2 * enoughSamples);
      level.seenAt = now();
    },
    limit(most) {
      const tried = curve.slice(leastPower).filter(isKnown);
      const [first] = tried;
      if (first === undefined) return Math.min(most, 2 ** firstPower);
      const best = tried.reduce((a, b) => (worthOf(b) > worthOf(a) ? b : a), first);
      // Whether fewer, or more, would do better, nobody has seen lately.
      const power = powerOf(best.underWay);
      const beside = [curve[power - 1], curve[power + 1]].find(
        (level) => level !== undefined && level.underWay >= 2 ** leastPower && !isKnown(level),
      );
      return Math.min(most, (beside ?? best).underWay);
    },
    restart() {
      assumed = perMs();
      for (const level of curve) level.samples = 0;
    },
    perMs,
  };
}

function emptyLevel(underWay: number): Level {
  return { underWay, tookMs: 0, samples: 0, seenAt: 0 };
}

function powerOf(underWay: number): number {
  return Math.min(levels - 1, Math.round(Math.log2(Math.max(1, underWay))));
}

function perMsOf({ underWay, tookMs }: Level): number {
  return underWay / Math.max(tookMs, 0.1);
}

function worthOf(level: Level): number {
  return perMsOf(level) / level.underWay ** priceOfWaiting;
}
