/**
 * The grace of a refresh: for how long a token that was replaced still counts, and what happens after.
 *
 * Guarantees: within the grace (`refreshGraceMs`) a replaced refresh token gives what its login has now, so that
 * two tabs that refresh together both go on; in `session` mode the replaced session token counts as an access token for
 * that long, and not beyond a logout. One that comes later has been copied by somebody, and it can't be told who is the
 * thief: its login ends (RFC 9700, 4.14.2). Refresh, logout, the check of requests and the introspection go by this
 * file alone.
 *
 * Doesn't guarantee: reuse of a token is noticed only while it's remembered (see `refresh.ts`); several machines
 * measure the grace with their own clocks.
 */
import { createHash } from 'node:crypto';
import { refreshGraceMs } from '@genie-helper/guard-protocol';
import type { Knex } from 'knex';
import { type Logger, queryRows } from '../shared/directus.ts';
import { endLogin } from './logins.ts';

/** What a refresh token (in `session` mode: the session's token) that someone presents stands for. */
export type PresentedToken =
  | { kind: 'current'; sid: string; expiresAt: number }
  /** Replaced by a refresh; `current` is what the same login has now. */
  | { kind: 'replaced'; sid: string; current: string; isInGrace: boolean; userId: string }
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

/** Every token of Directus and of the guard looks so; PostgreSQL fails with a text that has a NUL. */
const tokenForm = /^[ -~]{1,255}$/;

/** @param token as somebody sent it: any value */
export async function findPresentedToken(db: Knex, token: unknown): Promise<PresentedToken> {
  if (typeof token !== 'string' || !tokenForm.test(token)) return { kind: 'dead' };
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
  const isInGrace = Number(rotated.rotated_at) >= graceStart();
  return { kind: 'replaced', sid, current, isInGrace, userId };
}

/** Whether `token` was replaced in the login `sid`, and is still within its grace. */
export async function isReplacedInGrace(db: Knex, token: string, sid: string): Promise<boolean> {
  const rows = await queryRows(
    db,
    'SELECT 1 FROM genie_rotated_tokens WHERE token_hash = ? AND sid = ? AND rotated_at >= ?',
    [hashToken(token), sid, graceStart()],
  );
  return rows.length > 0;
}

/** What was replaced at this moment (epoch milliseconds) or later is within its grace now. */
export function graceStart(): number {
  return Date.now() - refreshGraceMs;
}

/** When the grace of a token ends that is replaced at `replacedAt` (epoch milliseconds). */
export function graceEnd(replacedAt: number): Date {
  return new Date(replacedAt + refreshGraceMs);
}

export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

/** Ends the login that `token` once belonged to, if its grace is over; does nothing to a token of any other kind. */
export async function endReusedLogin(db: Knex, token: string, logger: Logger): Promise<void> {
  const presented = await findPresentedToken(db, token);
  if (presented.kind !== 'replaced' || presented.isInGrace) return;
  await endLogin(db, presented.sid);
  logger.warn(
    `A refresh token of user ${presented.userId} was used again after its replacement; the login it belongs to has been ended.`,
  );
}
