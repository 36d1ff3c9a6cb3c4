import { GenieApiError, GenieError } from '../errors/genie-error.ts';
import type { Clock } from '../http/clock.ts';
import { startDeadline } from '../http/deadline.ts';
import type { DirectusAuth } from './directus-auth.ts';
import type { Tokens } from './tokens.ts';

/** For how long one attempt is waited for: as long as leaves time for another one. */
const attemptTimeoutMs = 7_000;
/** Before the second attempt, and before the third. */
const pausesMs = [250, 1_000];
/**
 * The last moment for another attempt, counted from the first. A refresh whose answer was lost has spent its token;
 * the session guard gives the same next ones for 10 s (`refreshGraceMs` of packages/guard-protocol), and takes the token
 * for a stolen one after that.
 */
const latestStartMs = 8_000;

/**
 * Gets the next tokens. What looks like a failure of the way there is repeated within the time for which the guard
 * forgives it: Directus may have made the refresh although no answer came.
 *
 * @throws GenieApiError where Directus refuses, another GenieError where no answer was to be had
 */
export async function refreshTokens(
  deps: { auth: Pick<DirectusAuth, 'refresh'>; clock: Clock },
  refreshToken: string,
): Promise<Tokens> {
  const { auth, clock } = deps;
  const startedAtMs = clock.now();
  for (let attempt = 0; ; attempt += 1) {
    const deadline = startDeadline(attemptTimeoutMs);
    try {
      return await auth.refresh(refreshToken, deadline.signal);
    } catch (error) {
      const pauseMs = pauseBefore(attempt, error);
      if (pauseMs === undefined) throw error;
      if (clock.now() + pauseMs - startedAtMs > latestStartMs) throw error;
      await clock.sleep(pauseMs);
    } finally {
      deadline.end();
    }
  }
}

/** Undefined where another attempt would be no better. */
function pauseBefore(attempt: number, error: unknown): number | undefined {
  const pauseMs = pausesMs[attempt];
  if (pauseMs === undefined || !(error instanceof GenieError)) return undefined;
  if (error instanceof GenieApiError) return undefined;
  return Math.max(pauseMs, error.retryAfterMs ?? 0);
}
