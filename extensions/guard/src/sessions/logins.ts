/**
 * Logins: one device's way from sign-in to sign-out, whatever tokens it is given on it.
 *
 * A login has a `sid`, which never changes and is a claim of every access token. The table `genie_access_sessions`
 * links it to the session that it has now.
 *
 * Guarantees: a login is live only while its session and an active user are there, read from the database each time,
 * and for `SESSION_MAX_DAYS` at most, however often it is renewed. A
 * login that was ended stays ended, also if a refresh was under way. A login that rests on a password, e-mail or provider
 * that has changed meanwhile is never linked.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import type { TokenRefusal } from '@genie-helper/guard-protocol';
import type { Knex } from 'knex';
import {
  type RightsVersion,
  type RightsVersionRow,
  versionColumns,
  versionOf,
} from '../rights/version.ts';
import { isPostgres, queryRows } from '../shared/directus.ts';
import type { AccessClaims } from './access-token.ts';

/** A login whose session lives and whose user is active at this moment. */
export interface LiveLogin {
  session: string;
  userId: string;
  roleId: string | null;
  /** Whether it has lasted for as long as one may, however often it was renewed. */
  isTooOld: boolean;
  /** The version of all rights at the same moment. */
  rights?: RightsVersion | undefined;
}

/**
 * One statement, read from the database each time: nothing is kept, so nothing can be stale.
 *
 * @param maxSessionMs how long a login may last
 */
export async function findLiveLogin(
  db: Knex,
  sid: string,
  maxSessionMs: number,
): Promise<LiveLogin | undefined> {
  const [row] = await queryRows<LiveLoginRow>(
    db,
    `SELECT l.session, l.begun_at AS "begunAt", u.id AS "userId", u.role AS "roleId", ${versionColumns}
     FROM genie_access_sessions l
     JOIN directus_sessions s ON s.token = l.session
     JOIN directus_users u ON u.id = s."user"
     WHERE l.sid = ? AND s.expires >= ? AND u.status = 'active'`,
    [sid, new Date()],
  );
  if (row === undefined) return undefined;
  const { session, userId, roleId } = row;
  const isOver = isTooOld(timeOf(row.begunAt), maxSessionMs);
  return { session, userId, roleId, isTooOld: isOver, rights: versionOf(row) };
}

interface LiveLoginRow extends Omit<LiveLogin, 'isTooOld'>, RightsVersionRow {
  begunAt: StoredTime;
}

/** A time as the two databases give it: PostgreSQL gives a text. */
export type StoredTime = number | string | null;

/** @returns epoch milliseconds */
export function timeOf(stored: StoredTime): number | null {
  return stored === null ? null : Number(stored);
}

/** @param begunAt epoch milliseconds; null where an older version began it */
export function isTooOld(begunAt: number | null, maxSessionMs: number): boolean {
  return begunAt !== null && begunAt + maxSessionMs <= Date.now();
}

/**
 * Why a login isn't the one that a verified token speaks of; undefined if it is: the same user, still in the role that
 * the token names, since Directus takes the rights from there. A login has no share, whose rights Directus would apply.
 */
export function mismatchOf(
  claims: AccessClaims,
  login: LiveLogin | undefined,
): TokenRefusal | undefined {
  if (claims.share !== undefined) return 'share_token';
  if (claims.sid === undefined) return 'issued_before_guard';
  if (login === undefined || claims.id !== login.userId) return 'session_ended';
  if (login.isTooOld) return 'session_expired';
  return (claims.role ?? null) === login.roleId ? undefined : 'role_changed';
}

/** Whether a token of `session` mode names the session's token of now; others name none. */
export function hasTokenOfNow(claims: AccessClaims, login: LiveLogin): boolean {
  return claims.session === undefined || claims.session === login.session;
}

/** What a login rests on; if it's no longer so when the login ends, it must not count. */
export interface LoginBasis {
  provider: string;
  /** Of a login by password. */
  email?: string;
  /** Of a login by password: the hash. */
  password?: string;
}

/** Where a login comes from, as its owner knows it; null where nobody can tell. */
export interface LoginOrigin {
  /** Such as "Chrome on Mac". */
  device: string | null;
  /** The client's, not a proxy's nor our API's. */
  address: string | null;
}

/** 128 random bits: which login an access token belongs to. It opens nothing without a signature. */
export function newSid(): string {
  return randomBytes(16).toString('base64url');
}

/** What a password login of the user with this e-mail rests on, read before anything is checked. */
export async function readLoginBasis(db: Knex, email: string): Promise<LoginBasis | undefined> {
  const [basis] = await queryRows<LoginBasis>(
    db,
    'SELECT email, password, provider FROM directus_users WHERE LOWER(email) = ? AND password IS NOT NULL',
    [email.toLowerCase()],
  );
  return basis;
}

/**
 * Links a session that a login has just begun. False if the session is gone, its user isn't active,
 * or (given a basis) what the login rests on changed since it began.
 */
export async function linkNewSession(
  db: Knex,
  sid: string,
  session: string,
  basis: LoginBasis | undefined,
  { device, address }: LoginOrigin = { device: null, address: null },
): Promise<boolean> {
  // The lock waits for a transaction that is changing this user. That transaction may have deleted
  // the user's sessions before this one was there.
  const lock = isPostgres(db) ? 'FOR SHARE OF u' : '';
  const { provider, email, password } = basis ?? {};
  const rests = Object.entries({ provider, email, password }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  const now = Date.now();
  const linked = await queryRows(
    db,
    `INSERT INTO genie_access_sessions (sid, session, begun_at, last_seen_at, device, address)
     SELECT CAST(? AS varchar(32)), s.token, CAST(? AS bigint), CAST(? AS bigint),
       CAST(? AS varchar(100)), CAST(? AS varchar(45))
     FROM directus_sessions s JOIN directus_users u ON u.id = s."user"
     WHERE s.token = ? AND u.status = 'active' ${rests.map(([column]) => `AND u.${column} = ?`).join(' ')}
     ${lock}
     RETURNING sid`,
    [sid, now, now, device, address, session, ...rests.map(([, value]) => value)],
  );
  return linked.length > 0;
}

/** Links a session of before the installation. Two processes may do it at once: one link remains. */
export async function adoptSession(db: Knex, session: string): Promise<void> {
  await db.raw(
    `INSERT INTO genie_access_sessions (sid, session, begun_at)
     SELECT CAST(? AS varchar(32)), token, CAST(? AS bigint) FROM directus_sessions
     WHERE token = ? AND share IS NULL AND next_token IS NULL
     ON CONFLICT DO NOTHING`,
    [newSid(), Date.now(), session],
  );
}

/**
 * Ends a login: from this moment none of its access tokens counts, and none of its refresh tokens.
 * It goes by the `sid`, which never changes, so a rotation at the same moment can't escape it.
 */
export async function endLogin(db: Knex, sid: string): Promise<void> {
  const [link] = await queryRows<{ session: string }>(
    db,
    'DELETE FROM genie_access_sessions WHERE sid = ? RETURNING session',
    [sid],
  );
  if (link !== undefined) await deleteSession(db, link.session);
}

export async function deleteSession(db: Knex, token: string): Promise<void> {
  await db('directus_sessions').where({ token }).delete();
}

const underWay = new AsyncLocalStorage<string>();

/** Runs a login or refresh so that the tokens it signs carry this `sid`. */
export function runForLogin<Result>(sid: string, work: () => Promise<Result>): Promise<Result> {
  return underWay.run(sid, work);
}

/** The `sid` of the login or refresh that the current work belongs to, if any. */
export function currentSid(): string | undefined {
  return underWay.getStore();
}
