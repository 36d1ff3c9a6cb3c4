import { createHash } from 'node:crypto';
import type { ListedLogin } from '@genie-helper/guard-protocol';
import type { Knex } from 'knex';
import { plainAddress } from '../sessions/login-origin.ts';
import { endLogin, isTooOld, type StoredTime, timeOf } from '../sessions/logins.ts';
import { describeDevice } from '../shared/device-name.ts';
import { queryRows } from '../shared/directus.ts';

export interface DevicesDeps {
  db: Knex;
  /** How long a login may last. */
  maxSessionMs: number;
}

interface LoginRow {
  sid: string;
  begun_at: StoredTime;
  last_seen_at: StoredTime;
  device: string | null;
  address: string | null;
  /** As Directus saw it: of a login through our API, the API. */
  user_agent: string | null;
  ip: string | null;
}

/**
 * The logins that a user has now, the newest first.
 *
 * @param sid that of whoever asks; without one none is the current one
 */
export async function listLogins(
  { db, maxSessionMs }: DevicesDeps,
  userId: string,
  sid: string | undefined,
): Promise<ListedLogin[]> {
  const rows = await readLogins(db, userId);
  const now = Date.now();
  return rows
    .filter((row) => !isTooOld(timeOf(row.begun_at), maxSessionMs))
    .map((row) => toListed(row, row.sid === sid, now));
}

function toListed(row: LoginRow, isCurrent: boolean, now: number): ListedLogin {
  const createdAt = timeOf(row.begun_at);
  return {
    id: deviceIdOf(row.sid),
    isCurrent,
    createdAt,
    // Whoever asks is here.
    lastSeenAt: isCurrent ? now : (timeOf(row.last_seen_at) ?? createdAt),
    ...originOf(row),
  };
}

/** An older version kept neither; then what Directus saw counts, unless it saw our API, which names no program. */
function originOf({ device, address, user_agent, ip }: LoginRow) {
  if (device !== null || address !== null) return { device, address };
  const seen = describeDevice(user_agent);
  return { device: seen, address: seen === null ? null : plainAddress(ip) };
}

/** @returns how many have ended: one, or none where the user has no such login */
export async function endOneLogin(
  { db }: DevicesDeps,
  userId: string,
  id: string,
): Promise<number> {
  const found = (await readLogins(db, userId)).filter(({ sid }) => deviceIdOf(sid) === id);
  return await endAll(db, found);
}

/** Ends all logins of a user but one, those of before the guard too. @returns how many there were */
export async function endOtherLogins(
  { db }: DevicesDeps,
  userId: string,
  exceptSid: string | undefined,
): Promise<number> {
  const others = (await readLogins(db, userId)).filter(({ sid }) => sid !== exceptSid);
  const ended = await endAll(db, others);
  const unlinked = await queryRows(
    db,
    `DELETE FROM directus_sessions
     WHERE "user" = ? AND share IS NULL AND next_token IS NULL
       AND NOT EXISTS (SELECT 1 FROM genie_access_sessions l WHERE l.session = directus_sessions.token)
     RETURNING token`,
    [userId],
  );
  return ended + unlinked.length;
}

async function endAll(db: Knex, logins: readonly { sid: string }[]): Promise<number> {
  for (const { sid } of logins) await endLogin(db, sid);
  return logins.length;
}

async function readLogins(db: Knex, userId: string): Promise<LoginRow[]> {
  return await queryRows<LoginRow>(
    db,
    `SELECT l.sid, l.begun_at, l.last_seen_at, l.device, l.address, s.user_agent, s.ip
     FROM directus_sessions s JOIN genie_access_sessions l ON l.session = s.token
     WHERE s."user" = ? AND s.expires >= ?
     ORDER BY COALESCE(l.begun_at, 0) DESC, l.sid`,
    [userId, new Date()],
  );
}

/** By a hash, so that it leads from a login's `sid` to its id and not back. */
function deviceIdOf(sid: string): string {
  return createHash('sha256').update(`device ${sid}`).digest('base64url').slice(0, 22);
}
