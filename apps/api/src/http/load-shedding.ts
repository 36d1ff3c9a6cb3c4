/**
 * Who is refused, before anything is done for the request, while more of one kind of work is asked for than can be done.
 *
 * Guarantees: nobody is refused while nobody waits. During an overload whoever asks for no more than a fair share of what
 * can be done is let in as if there were none; who asks for more gets what is left, and is refused where nothing is.
 * Callers who were proven before share among themselves alone, so that strangers without number, as with forged tokens,
 * make nobody's share smaller; strangers have half of the places at most while anybody else asks. What is kept of callers is bounded.
 * Doesn't guarantee: that a caller is who it says. A share is all that is given here; the guard comes after.
 */
import { createCallerDemand } from './caller-demand.ts';
import { createCapacityCurve } from './capacity-curve.ts';

/** Who asks, as far as that is known before the guard. */
export interface Caller {
  kind: 'user' | 'server' | 'stranger';
  /** Whose share counts: a user's id or a server's name, once a guard has proven it; an address before. */
  name: string;
}

/** One request on its way, from before its guard to the end of its work. */
export interface Visit {
  /** It has passed its guard, and its body is there: from now on it waits for its turn alone. */
  arrive(): void;
  /** Whether it may go on waiting: not where its caller is to be refused by now, and it has waited for long. */
  mayWait: () => boolean;
  /** Its work begins, so it waits no longer. */
  begin(): void;
  /** Its work ended. What failed teaches nothing. Counts once. */
  end(isDone: boolean): void;
}

/**
 * Why a request is refused early: `places`: as many are under way as should be · `share`: as many of its caller ·
 * `strangers`: as many of callers whom no guard has let through yet.
 */
export type EarlyRefusalReason = 'places' | 'share' | 'strangers';

export interface LoadShedding {
  /** Lets a request go on, or says why it's to be refused. */
  enter(caller: Caller): Visit | EarlyRefusalReason;
}

export interface LoadSheddingOptions {
  /** How many pieces of work may be under way at most. */
  most: () => number;
  /** How many of one user. */
  mostOfUser: number;
  /** Whether so many are right whatever they take; otherwise the number is learned. */
  isFixed: boolean;
  /** Milliseconds of a clock that never goes back. */
  now?: () => number;
}

/** Somebody who has waited for so long is the sign of an overload, in milliseconds. A burst that drains sooner is none. */
const longWaitMs = 1_000;
/** For so long a request that is still to come to its work holds a place. */
const onTheWayMs = 100;
/** It's over when nobody has waited so long, and nobody was refused, for this time. */
const overAfterMs = 2_000;

export function createLoadShedding(options: LoadSheddingOptions): LoadShedding {
  const { most, mostOfUser, isFixed, now = () => performance.now() } = options;
  const curve = createCapacityCurve(now);
  const demands = { known: createCallerDemand(now), strangers: createCallerDemand(now) };
  const held = createHeldPlaces();
  /** Since when those wait who have come to their work, and who is still on the way to it, in their order. */
  const waiting = new Map<Visit, number>();
  const coming = new Map<Visit, { since: number; release: () => void }>();
  let working = 0;
  let overloadedSince = Number.NEGATIVE_INFINITY;
  let overloadedUntil = Number.NEGATIVE_INFINITY;

  function isOverloaded(): boolean {
    const [oldest = Number.POSITIVE_INFINITY] = waiting.values();
    if (now() - oldest > longWaitMs) noteOverload();
    return now() < overloadedUntil;
  }

  function noteOverload(): void {
    if (now() >= overloadedUntil) {
      curve.restart();
      overloadedSince = now();
    }
    overloadedUntil = now() + overAfterMs;
  }

  /** Whoever sends a body slowly holds nobody's place meanwhile. */
  function releaseLate(): void {
    for (const [visit, { since, release }] of coming) {
      if (now() - since <= onTheWayMs) return;
      coming.delete(visit);
      release();
    }
  }

  function demandOf({ kind }: Caller) {
    return kind === 'stranger' ? demands.strangers : demands.known;
  }

  /** Whether the caller asks for more than its share of what can be done. */
  function isInExcess(caller: Caller): boolean {
    const capacity = curve.perMs();
    const strangers = caller.kind === 'stranger' ? demands.strangers.callers() : 0;
    const callers = Math.max(1, demands.known.callers()) + strangers;
    const share = (capacity ?? Number.POSITIVE_INFINITY) / callers;
    return demandOf(caller).rateOf(keyOf(caller)) > share;
  }

  /** How many share what is left, the caller among them. To who is known, strangers are one, however many there are. */
  function sharersWith({ kind }: Caller): number {
    const strangers = demands.strangers.inExcess();
    return demands.known.inExcess() + (kind === 'stranger' ? strangers : Math.min(1, strangers));
  }

  function whyRefused(caller: Caller): EarlyRefusalReason | undefined {
    demandOf(caller).note(keyOf(caller));
    if (!isOverloaded() || !isInExcess(caller)) return undefined;
    demandOf(caller).noteExcess(keyOf(caller));
    releaseLate();
    const places = isFixed ? most() : curve.limit(most());
    if (held.all() >= places) return 'places';
    const ofStrangers = caller.kind === 'stranger' ? held.ofStrangers() : 0;
    const forStrangers = demands.known.callers() > 0 ? places / 2 : places;
    if (ofStrangers >= Math.max(1, forStrangers)) return 'strangers';
    const share = Math.ceil(places / sharersWith(caller));
    const own = caller.kind === 'user' ? Math.min(share, mostOfUser) : share;
    return held.of(caller) >= own ? 'share' : undefined;
  }

  return {
    enter(caller) {
      const reason = whyRefused(caller);
      if (reason !== undefined) {
        noteOverload();
        return reason;
      }
      const since = now();
      let release = held.hold(caller);
      let begun: { at: number; working: number } | undefined;
      let isOver = false;
      const visit: Visit = {
        arrive() {
          if (!coming.delete(visit)) release = held.hold(caller);
          waiting.set(visit, now());
        },
        mayWait() {
          const isLate = now() - (waiting.get(visit) ?? now()) > longWaitMs;
          return !isLate || !isOverloaded() || !isInExcess(caller);
        },
        begin() {
          waiting.delete(visit);
          working += 1;
          begun = { at: now(), working };
        },
        end(isDone) {
          if (isOver) return;
          isOver = true;
          waiting.delete(visit);
          coming.delete(visit);
          release();
          if (begun === undefined) return;
          const underWay = { atBegin: begun.working, atEnd: working };
          // What came before the overload was noticed had more beside it than there are now.
          if (since < overloadedSince) underWay.atBegin = most();
          if (isDone) curve.record(underWay, now() - begun.at);
          working -= 1;
        },
      };
      coming.set(visit, { since, release });
      return visit;
    },
  };
}

function keyOf({ kind, name }: Caller): string {
  return `${kind} ${name}`;
}

/** Who holds how many places: those at work, those who wait for it, and those who have just come. */
function createHeldPlaces() {
  const byCaller = new Map<string, number>();
  let all = 0;
  let ofStrangers = 0;

  function change(caller: Caller, by: 1 | -1): void {
    const { kind } = caller;
    const key = keyOf(caller);
    all += by;
    if (kind === 'stranger') ofStrangers += by;
    const own = (byCaller.get(key) ?? 0) + by;
    if (own === 0) byCaller.delete(key);
    else byCaller.set(key, own);
  }

  return {
    all: () => all,
    ofStrangers: () => ofStrangers,
    of: (caller: Caller) => byCaller.get(keyOf(caller)) ?? 0,
    /** @returns what gives the place back; once */
    hold(caller: Caller): () => void {
      change(caller, 1);
      let isHeld = true;
      return () => {
        if (isHeld) change(caller, -1);
        isHeld = false;
      };
    },
  };
}
