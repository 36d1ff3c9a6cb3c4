/**
 * Renewal of sessions while they are used.
 *
 * Guarantees: a session is renewed once at a time in this process, however many requests come with it, and whoever
 * comes with a token that was replaced here goes on with the newest, until that was shown: a browser keeps one cookie, so
 * once it has the newest it needs it no more, and a copy of the former one isn't given it. A renewal that fails changes nothing: the
 * token counts until it expires, and a later request tries again. What is remembered is bounded.
 * Doesn't guarantee: one renewal at a time over several processes. There the session guard's grace does: whoever
 * renews the replaced token within it is given what the session has now.
 * It doesn't judge: a token must have been vouched for before it is renewed.
 */

import { refreshGraceMs } from '@genie-helper/guard-protocol';
import type { DirectusSessions } from './directus-sessions.ts';
import { readSessionTimes } from './tokens.ts';

export interface RenewalLog {
  warn(details: object, message: string): void;
}

/** What it works with. */
export interface SessionRenewalDeps {
  renew: DirectusSessions['renew'];
  log: RenewalLog;
  /** Epoch milliseconds. */
  now?: () => number;
  /** How many tokens are remembered. */
  maxRemembered?: number;
}

type State =
  | { kind: 'renewing'; outcome: Promise<string> }
  | ReplacedState
  | { kind: 'failed'; retryAtMs: number };

interface ReplacedState {
  kind: 'replaced';
  by: string;
  /** Whether somebody came with the token that took its place. */
  isShown: boolean;
}

/** Renewed in the second half of its life: rarely, and with half of it left for trying again. */
const dueWhenLeft = 1 / 2;

/** Far less than the guard's grace, within which a renewal whose answer was lost can be repeated. */
const longestPauseMs = refreshGraceMs / 5;

/** Nothing is asked before a token is due. */
export function createSessionRenewal(deps: SessionRenewalDeps) {
  const { renew, log, now = Date.now, maxRemembered = 10_000 } = deps;
  const states = new Map<string, State>();
  /** By the token that took the place of another, what is known of that other. */
  const replacedBy = new Map<string, ReplacedState>();

  function remember(token: string, state: State): void {
    states.delete(token);
    states.set(token, state);
    for (const [oldest, known] of states) {
      if (states.size <= maxRemembered) break;
      states.delete(oldest);
      if (known.kind === 'replaced') replacedBy.delete(known.by);
    }
  }

  /** The newest token that this process knows of the same session. */
  function latestOf(token: string): string {
    let latest = token;
    for (;;) {
      const state = states.get(latest);
      if (state?.kind !== 'replaced') return latest;
      latest = state.by;
    }
  }

  async function replace(token: string, lifetimeMs: number): Promise<string> {
    const next = await renew(token).catch((error: unknown) => {
      log.warn({ err: error }, 'a session could not be renewed yet');
      return null;
    });
    if (next !== null && next !== token) {
      const state: ReplacedState = { kind: 'replaced', by: next, isShown: false };
      replacedBy.set(next, state);
      remember(token, state);
      return next;
    }
    const pauseMs = Math.min(longestPauseMs, lifetimeMs / 20);
    remember(token, { kind: 'failed', retryAtMs: now() + pauseMs });
    return token;
  }

  return {
    latestOf,
    /**
     * @param token one that Directus has just vouched for
     * @returns the token to go on with: the same where nothing is due, or nothing can be had now
     */
    async renewIfDue(token: string): Promise<string> {
      const predecessor = replacedBy.get(token);
      if (predecessor !== undefined) predecessor.isShown = true;
      const latest = latestOf(token);
      if (latest !== token && replacedBy.get(latest)?.isShown) return token;
      const times = readSessionTimes(latest);
      if (times === undefined) return latest;
      const lifetimeMs = times.expiresAtMs - times.issuedAtMs;
      if (times.expiresAtMs - now() >= lifetimeMs * dueWhenLeft) return latest;
      const state = states.get(latest);
      if (state?.kind === 'renewing') return state.outcome;
      if (state?.kind === 'failed' && now() < state.retryAtMs) return latest;
      const outcome = replace(latest, lifetimeMs);
      remember(latest, { kind: 'renewing', outcome });
      return outcome;
    },
  };
}
