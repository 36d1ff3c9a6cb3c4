/**
 * The grace of a refresh: for how long a token that was replaced still counts, and what happens after.
 *
 * Guarantees: within the grace (`refreshGraceMs`) a replaced refresh token gives what its login has now, so that
 * two tabs that refresh together both go on; in `session` mode the replaced session token counts as an access token for
 * that long, and not beyond a logout. One that comes later has been copied by somebody, and it can't be told who is the
 * thief: its login ends (RFC 9700, 4.14.2). Refresh, logout, the check of requests and the introspection go by this
 * file alone.
 *
 * It is noticed however old the token is: a token says by itself which login it was made for (`refresh-tokens.ts`), and
 * the few that don't are remembered while their login lives.
 *
 * Doesn't guarantee: that several machines measure the grace by one clock.
 */
import { createHash } from 'node:crypto';
import { refreshGraceMs } from '@genie-helper/guard-protocol';
import type { Knex } from 'knex';
import { type Logger, queryRows } from '../shared/directus.ts';
import { endLogin, type StoredTime, timeOf } from './logins.ts';
import type { RefreshTokens } from './refresh-tokens.ts';
import type { ReusedLogins } from './reused-logins.ts';

/** What a refresh token (in `session` mode: the session's token) that someone presents stands for. */
export type PresentedToken =
  | { kind: 'current'; sid: string; begunAt: number | null }
  /** Replaced by a refresh; `current` is what the same login has now. */
  | ReplacedToken
  /** A session that began before the guard was installed. */
  | { kind: 'unlinked' }
  /** The session of a share link, which the guard leaves to Directus. */
  | { kind: 'share' }
  | { kind: 'dead' };

interface ReplacedToken {
  kind: 'replaced';
  sid: string;
  current: string;
  /** Epoch milliseconds; null where it was replaced so long ago that nobody remembers. */
  replacedAt: number | null;
  isInGrace: boolean;
  userId: string;
  begunAt: number | null;
}

interface SessionRow {
  share: string | null;
  next_token: string | null;
  sid: string | null;
  begun_at: StoredTime;
}

interface RotatedRow {
  sid: string;
  current: string;
  /** Null if it isn't remembered any more. */
  rotated_at: StoredTime;
  begun_at: StoredTime;
  user: string;
}

export interface GraceDeps {
  db: Knex;
  refreshTokens: Pick<RefreshTokens, 'loginOf'>;
}

/** Every token of Directus and of the guard looks so; PostgreSQL fails with a text that has a NUL. */
const tokenForm = /^[ -~]{1,255}$/;

/** @param token as somebody sent it: any value */
export async function findPresentedToken(
  { db, refreshTokens }: GraceDeps,
  token: unknown,
): Promise<PresentedToken> {
  if (typeof token !== 'string' || !tokenForm.test(token)) return { kind: 'dead' };
  const [row] = await queryRows<SessionRow>(
    db,
    `SELECT s.share, s.next_token, l.sid, l.begun_at
     FROM directus_sessions s LEFT JOIN genie_access_sessions l ON l.session = s.token
     WHERE s.token = ?`,
    [token],
  );
  if (row?.sid) return { kind: 'current', sid: row.sid, begunAt: timeOf(row.begun_at) };
  if (row?.share) return { kind: 'share' };
  // A row that is only kept for its grace has a successor; taking it for a session of its own would
  // bring a login back that has ended.
  if (row !== undefined && row.next_token === null) return { kind: 'unlinked' };
  const hash = hashToken(token);
  const [rotated] = await queryRows<RotatedRow>(
    db,
    `SELECT l.sid, l.begun_at, r.rotated_at, l.session AS current, s."user"
     FROM genie_access_sessions l
     JOIN directus_sessions s ON s.token = l.session
     LEFT JOIN genie_rotated_tokens r ON r.sid = l.sid AND r.token_hash = ?
     WHERE l.sid = COALESCE(?, (SELECT sid FROM genie_rotated_tokens WHERE token_hash = ?))`,
    [hash, refreshTokens.loginOf(token) ?? null, hash],
  );
  if (rotated === undefined) return { kind: 'dead' };
  const { sid, current, user: userId } = rotated;
  const [replacedAt, begunAt] = [timeOf(rotated.rotated_at), timeOf(rotated.begun_at)];
  const isInGrace = replacedAt !== null && replacedAt >= graceStart();
  return { kind: 'replaced', sid, current, replacedAt, isInGrace, userId, begunAt };
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

export interface ReuseDeps extends GraceDeps {
  reusedLogins: Pick<ReusedLogins, 'add'>;
  logger: Logger;
}

/**
 * Ends the login that `token` once belonged to, if it was replaced for long enough; does nothing to a token of any other
 * kind.
 *
 * @param afterMs how long that is; the grace where left out
 * @returns whether it has ended a login
 */
export async function endReusedLogin(
  deps: ReuseDeps,
  token: string,
  afterMs: number = refreshGraceMs,
): Promise<boolean> {
  const { db, reusedLogins, logger } = deps;
  const presented = await findPresentedToken(deps, token);
  if (presented.kind !== 'replaced') return false;
  const { replacedAt } = presented;
  if (replacedAt !== null && replacedAt + afterMs >= Date.now()) return false;
  reusedLogins.add(presented.sid);
  await endLogin(db, presented.sid);
  logger.warn(
    `A refresh token of user ${presented.userId} was used again after its replacement (reused); the login it belongs to has been ended.`,
  );
  return true;
}
