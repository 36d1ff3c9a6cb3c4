import { refreshGraceMs } from '@genie-helper/guard-protocol';
import { AppError } from '../http/errors.ts';
import type { DirectusSessions, SignIn } from './directus-sessions.ts';
import type { TokenValidator } from './token-validator.ts';
import { readSessionTimes } from './tokens.ts';

/** The console's sessions, which live at Directus. */
export type SessionService = ReturnType<typeof createSessionService>;

/** Makes the service. */
export function createSessionService(deps: {
  directus: DirectusSessions;
  validator: TokenValidator;
  log: RenewalLog;
}) {
  const { directus, validator, log } = deps;
  const renewal = createSessionRenewal({ renew: directus.renew, log });

  async function vouchFor(token: string) {
    const { user, reason } = await validator.validate(token);
    const expiresAt = new Date(readSessionTimes(token)?.expiresAtMs ?? 0);
    if (user !== undefined) return { token, user, expiresAt };
    // Such as a user without an e-mail, or one who was suspended in this very moment.
    throw new AppError('auth.invalid_credentials', {
      internal: `not vouched for after a login: ${reason}`,
    });
  }

  return {
    ...renewal,
    /**
     * Begins a session. Its token goes into a cookie and nowhere else.
     *
     * @param clientAddress where the person is, as we worked it out
     * @throws AppError `auth.invalid_credentials` · `auth.code_needed` · `rate_limit.exceeded` · `directus.unavailable`
     */
    async signIn(signIn: SignIn, clientAddress: string) {
      const token = await directus.begin(signIn, clientAddress);
      return await vouchFor(token).catch(async (error: unknown) => {
        // Nobody will ever hold this session.
        await directus.end(token).catch(() => undefined);
        throw error;
      });
    },
    /** Ends the session everywhere. @throws AppError `directus.unavailable`: then it lives on */
    end: (token: string) => directus.end(renewal.latestOf(token)),
  };
}

/**
 * Renewal of sessions while they are used.
 *
 * Guarantees: a session is renewed once at a time in this process, however many requests come with it, and whoever
 * comes with a token that was replaced here goes on with the newest. A renewal that fails changes nothing: the
 * token counts until it expires, and a later request tries again. What is remembered is bounded.
 * Doesn't guarantee: one renewal at a time over several processes. There the session guard's grace does: whoever
 * renews the replaced token within it is given what the session has now.
 * It doesn't judge: a token must have been vouched for before it is renewed.
 */

interface RenewalLog {
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
  | { kind: 'replaced'; by: string }
  | { kind: 'failed'; retryAtMs: number };

/** Renewed in the second half of its life: rarely, and with half of it left for trying again. */
const dueWhenLeft = 1 / 2;

/** Far less than the guard's grace, within which a renewal whose answer was lost can be repeated. */
const longestPauseMs = refreshGraceMs / 5;

/** Nothing is asked before a token is due. */
export function createSessionRenewal(deps: SessionRenewalDeps) {
  const { renew, log, now = Date.now, maxRemembered = 10_000 } = deps;
  const states = new Map<string, State>();

  function remember(token: string, state: State): void {
    states.delete(token);
    states.set(token, state);
    for (const [oldest] of states) {
      if (states.size <= maxRemembered) break;
      states.delete(oldest);
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
      remember(token, { kind: 'replaced', by: next });
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
      const latest = latestOf(token);
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
