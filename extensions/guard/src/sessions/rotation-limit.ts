/**
 * How often the refresh token of one login may be replaced.
 *
 * Guarantees: at most 30 times in any 30 s, counted in the database, so over all Directus processes together. Beyond it a
 * refresh is answered 429 with `Retry-After` and changes nothing: the token that came still counts, so nobody is signed
 * out. Refreshes within the grace replace nothing and aren't counted, however many tabs make them.
 */
import type { Knex } from 'knex';
import { type Logger, queryRows } from '../shared/directus.ts';
import { createLimitedLog } from '../shared/limited-log.ts';
import { currentRequest } from '../throttle/client-address.ts';
import { tooManyAttempts } from '../throttle/login-throttle.ts';

export const rotationLimit = { rotations: 30, windowMs: 30_000 } as const;

/** What is replaced is remembered for at least so long after it was. */
export const rememberedMs = 2 * rotationLimit.windowMs;

/**
 * To be asked while the session is locked by its replacement, and before that is remembered.
 *
 * @param now epoch milliseconds
 * @throws DirectusError `REQUESTS_EXCEEDED` where this would be one too many
 */
export async function refuseFrequentRotation(trx: Knex, sid: string, now: number): Promise<void> {
  const { rotations, windowMs } = rotationLimit;
  const [row] = await queryRows<{ count: number | string; oldest: number | string | null }>(
    trx,
    `SELECT COUNT(*) AS count, MIN(rotated_at) AS oldest FROM genie_rotated_tokens
     WHERE sid = ? AND rotated_at > ? AND rotated_at <= ?`,
    [sid, now - windowMs, now],
  );
  if (Number(row?.count ?? 0) < rotations) return;
  const retryAfterMs = Number(row?.oldest ?? now) + windowMs - now;
  throw tooManyAttempts({ retryAfterMs }, rotations, currentRequest()?.response);
}

/** Tells the log of such refusals, in at most one line a window. */
export function createRotationLog(logger: Logger): (userId: string | undefined) => void {
  const { rotations, windowMs } = rotationLimit;
  const tell = createLimitedLog((line) => logger.warn(line), { windowMs });
  return (userId) =>
    tell(
      `A refresh of user ${userId} was refused: more than ${rotations} in ${windowMs / 1_000} s (rotation_limit).`,
    );
}
