import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import type { Logger } from '../shared/directus.ts';
import { queryRows } from '../shared/sql.ts';
import { endLogin } from './logins.ts';

/** What a refresh token (in `session` mode: the session's token) that someone presents stands for. */
export type PresentedToken =
  | { kind: 'current'; sid: string; expiresAt: number }
  /** Replaced by a refresh at `rotatedAt`; `current` is what the same login has now. */
  | { kind: 'rotated'; sid: string; current: string; rotatedAt: number; userId: string }
  /** A session that began before the guard was installed. */
  | { kind: 'unlinked' }
  /** The session of a share link, which the guard leaves to Directus. */
  | { kind: 'share' }
  | { kind: 'dead' };

interface SessionRow {
  share: string | null;
  next_token: string | null;
  expires: number | string | Date;
  sid: string | null;
}

interface RotatedRow {
  sid: string;
  current: string;
  rotated_at: number | string;
  user: string;
}

export async function findPresentedToken(db: Knex, token: string): Promise<PresentedToken> {
  const [row] = await queryRows<SessionRow>(
    db,
    `SELECT s.share, s.next_token, s.expires, l.sid
     FROM directus_sessions s LEFT JOIN genie_access_sessions l ON l.session = s.token
     WHERE s.token = ?`,
    [token],
  );
  if (row?.sid) {
    return { kind: 'current', sid: row.sid, expiresAt: new Date(row.expires).getTime() };
  }
  if (row?.share) return { kind: 'share' };
  // A row that is only kept for its grace has a successor; taking it for a session of its own would
  // bring a login back that has ended.
  if (row !== undefined && row.next_token === null) return { kind: 'unlinked' };
  const [rotated] = await queryRows<RotatedRow>(
    db,
    `SELECT r.sid, r.rotated_at, l.session AS current, s."user"
     FROM genie_rotated_tokens r
     JOIN genie_access_sessions l ON l.sid = r.sid
     JOIN directus_sessions s ON s.token = l.session
     WHERE r.token_hash = ?`,
    [hashToken(token)],
  );
  if (rotated === undefined) return { kind: 'dead' };
  const { sid, current, user: userId } = rotated;
  return { kind: 'rotated', sid, current, rotatedAt: Number(rotated.rotated_at), userId };
}

/** Whether `token` was replaced in the login `sid` at `since` (epoch milliseconds) or later. */
export async function wasRotatedSince(
  db: Knex,
  token: string,
  sid: string,
  since: number,
): Promise<boolean> {
  const rows = await queryRows(
    db,
    'SELECT 1 FROM genie_rotated_tokens WHERE token_hash = ? AND sid = ? AND rotated_at >= ?',
    [hashToken(token), sid, since],
  );
  return rows.length > 0;
}

export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

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
