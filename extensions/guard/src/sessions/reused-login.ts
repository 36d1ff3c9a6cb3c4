import type { Knex } from 'knex';
import type { Logger } from './directus-types.ts';
import { findPresentedToken } from './presented-token.ts';
import { endLogin } from './session-links.ts';

/**
 * Ends the login that `token` once belonged to, if it was replaced longer than `graceMs` ago: it has
 * been copied, and it can't be told whether the thief or the owner uses it (RFC 9700, 4.14.2).
 */
export async function endReusedLogin(
  db: Knex,
  token: string,
  graceMs: number,
  logger: Logger,
): Promise<void> {
  const presented = await findPresentedToken(db, token);
  if (presented.kind !== 'rotated' || Date.now() - presented.rotatedAt <= graceMs) return;
  await endLogin(db, presented.sid);
  logger.warn(
    `A refresh token of user ${presented.userId} was used again after its replacement; the login it belongs to has been ended.`,
  );
}
