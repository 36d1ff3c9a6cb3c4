/**
 * The Directus processes of one installation, and which of them a call goes to.
 *
 * Guarantees: a process that is down, frozen or slow is left out within about a second, by asking each of them twice a
 * second and by what calls meet; it's back once it has answered a question of ours. Where none is usable, all count as
 * usable: leaving out never refuses a call. With a single address nothing is asked and nothing is left out.
 */
import { Pool } from 'undici';

/** One Directus process. */
export interface Upstream {
  readonly url: string;
  /** How many calls to it are under way, of all clients together. */
  underWay: number;
}

/** What a call met at a process. */
export type Outcome = 'answered' | 'unreachable' | 'failed' | 'stopping';

/** A process was left out, or is back. */
export interface UpstreamChange {
  url: string;
  isUsable: boolean;
  /** Why it was left out. */
  reason?: string;
}

/** Which process a call goes to. */
export interface Upstreams {
  readonly all: readonly Upstream[];
  /** The usable process with the fewest calls that isn't among those tried; undefined where all were tried. */
  choose(tried: ReadonlySet<Upstream>): Upstream | undefined;
  /** Whether another usable process is there for a call that this one doesn't answer. */
  hasOther(tried: ReadonlySet<Upstream>): boolean;
  /** What a call met; `reason` is a word for the log. */
  record(upstream: Upstream, outcome: Outcome, reason: string): void;
  /** Whether one more call may be sent again after it waited in vain: a fifth of all calls may, so that slowness isn't doubled. */
  mayRepeat(): boolean;
  /** Stops asking. */
  close(): Promise<void>;
}

/** Times are milliseconds. */
export interface UpstreamsOptions {
  /** Addresses of processes on the same database. A path in one is put before each call's path. */
  urls: readonly string[];
  onChange?: (change: UpstreamChange) => void;
  probeEveryMs?: number;
  probeTimeoutMs?: number;
}

interface State extends Upstream {
  isUsable: boolean;
  failuresInARow: number;
  /** Until when it stays out, however well it answers: grows with each time that calls failed at a process that answers questions. */
  outUntil: number;
  outMs: number;
}

const failuresToLeaveOut = 3;
const shortestOutMs = 1_000;
const longestOutMs = 30_000;
const repeatShare = 0.2;
const mostRepeats = 50;

/** A process that is about to stop says so in each answer; see `directus/src/directus-entry.ts`. */
export const stoppingHeader = 'x-genie-stopping';

/** Directus reads its settings from the database for this; its ping answers even where that is gone. */
const probePath = '/server/info';

/** Nothing is asked before the first of several is known; timers don't keep the process. */
export function createUpstreams(options: UpstreamsOptions): Upstreams {
  const { urls, onChange, probeEveryMs = 500, probeTimeoutMs = 800 } = options;
  const states: State[] = [...new Set(urls)].map((url) => ({
    url,
    underWay: 0,
    isUsable: true,
    failuresInARow: 0,
    outUntil: 0,
    outMs: shortestOutMs,
  }));
  let repeats = mostRepeats;
  let turn = 0;

  function leaveOut(state: State, reason: string, forMs: number): void {
    state.outUntil = performance.now() + forMs;
    if (!state.isUsable || states.length === 1) return;
    state.isUsable = false;
    onChange?.({ url: state.url, isUsable: false, reason });
  }

  function takeBack(state: State): void {
    if (state.isUsable || performance.now() < state.outUntil) return;
    state.isUsable = true;
    state.failuresInARow = 0;
    onChange?.({ url: state.url, isUsable: true });
  }

  function chooseAmong(candidates: readonly State[]): State | undefined {
    turn += 1;
    let chosen: State | undefined;
    // From another one each time, so that the idle ones take turns.
    for (let step = 0; step < candidates.length; step += 1) {
      const state = candidates[(turn + step) % candidates.length];
      if (state !== undefined && (chosen === undefined || state.underWay < chosen.underWay)) {
        chosen = state;
      }
    }
    return chosen;
  }

  const usable = (tried: ReadonlySet<Upstream>) =>
    states.filter((state) => state.isUsable && !tried.has(state));

  const stopProbing =
    states.length === 1
      ? async () => undefined
      : probe(states, { probeEveryMs, probeTimeoutMs }, (state, failure) => {
          if (failure === undefined) takeBack(state);
          else leaveOut(state, failure, 0);
        });

  return {
    all: states,
    choose(tried) {
      return chooseAmong(usable(tried)) ?? chooseAmong(states.filter((state) => !tried.has(state)));
    },
    hasOther: (tried) => usable(tried).length > 0,
    record(upstream, outcome, reason) {
      const state = states.find((one) => one === upstream);
      if (state === undefined) return;
      repeats = Math.min(mostRepeats, repeats + repeatShare);
      if (outcome === 'stopping') return leaveOut(state, 'it is about to stop', 0);
      if (outcome === 'answered') {
        state.failuresInARow = 0;
        state.outMs = Math.max(shortestOutMs, state.outMs * 0.99);
        return;
      }
      state.failuresInARow += 1;
      if (outcome === 'unreachable') return leaveOut(state, reason, 0);
      if (state.failuresInARow < failuresToLeaveOut) return;
      // Where all fail, as while their database is away, none is worse than the others: each is back with its first answer.
      if (!states.some((other) => other !== state && other.isUsable)) {
        return leaveOut(state, reason, 0);
      }
      leaveOut(state, reason, state.outMs);
      state.outMs = Math.min(longestOutMs, state.outMs * 2);
    },
    mayRepeat() {
      if (repeats < 1) return false;
      repeats -= 1;
      return true;
    },
    close: stopProbing,
  };
}

/** Asks each process again and again, never twice at a time. @returns what ends it */
function probe(
  states: readonly State[],
  { probeEveryMs, probeTimeoutMs }: { probeEveryMs: number; probeTimeoutMs: number },
  tell: (state: State, failure: string | undefined) => void,
): () => Promise<void> {
  const probes = states.map((state) => {
    const { origin, pathname } = new URL(state.url);
    const pool = new Pool(origin, { connections: 1, connect: { timeout: probeTimeoutMs } });
    const path = pathname.replace(/\/+$/, '') + probePath;
    let isUnderWay = false;
    const ask = async () => {
      if (isUnderWay) return;
      isUnderWay = true;
      try {
        const signal = AbortSignal.timeout(probeTimeoutMs);
        const { statusCode, headers, body } = await pool.request({ method: 'GET', path, signal });
        await body.dump();
        if (headers[stoppingHeader] !== undefined) tell(state, 'it is about to stop');
        else tell(state, statusCode === 200 ? undefined : `HTTP_${statusCode}`);
      } catch {
        tell(state, 'no answer to a question every half second');
      } finally {
        isUnderWay = false;
      }
    };
    const timer = setInterval(() => void ask(), probeEveryMs);
    timer.unref();
    return { timer, pool };
  });
  return async () => {
    for (const { timer } of probes) clearInterval(timer);
    await Promise.all(probes.map(({ pool }) => pool.destroy()));
  };
}
