/** The account that a link is for, locked while something is done to it, and what is done to all its logins. */
import { InvalidPayloadError } from '@directus/errors';
import type { Knex } from 'knex';
import { type DeletionState, deletionsTable } from '../leaving/tables.ts';
import { adminRights } from '../sessions/find-identities.ts';
import { isPostgres, queryRows, type Services } from '../shared/directus.ts';
import { linksTable } from './tables.ts';

export interface LinkDeps {
  db: Knex;
  services: Pick<Services, 'UsersService' | 'TFAService' | 'AuthenticationService'>;
}

export interface Account {
  id: string;
  email: string | null;
  first_name: string | null;
  status: string;
  provider: string;
  tfa_secret: string | null;
  email_verified_at: unknown;
  /** Of an account that its owner has deleted: how far that is. */
  deletion: DeletionState | null;
}

/** `LOWER(email)` of the address in lower case, or the id. */
export type AccountKey = { id: string } | { email: string };

/**
 * Reads an account and keeps others from changing it until the transaction is over. Whoever changes an account and its
 * links locks the account first, here as in the trigger, so that no two wait for each other.
 */
export async function lockAccount(trx: Knex, key: AccountKey): Promise<Account | undefined> {
  if (isPostgres(trx)) return await readAccount(trx, key, 'FOR UPDATE');
  await beginWriting(trx);
  return await readAccount(trx, key);
}

/** On SQLite a write comes first: two processes then wait for each other, where one that has read is refused. */
export async function beginWriting(trx: Knex): Promise<void> {
  if (!isPostgres(trx)) await trx(linksTable).where({ token_hash: '' }).update({ state: 'ended' });
}

export async function readAccount(
  db: Knex,
  key: AccountKey,
  lock = '',
): Promise<Account | undefined> {
  const [where, value] =
    'id' in key ? ['id = ?', key.id] : ['LOWER(email) = ?', key.email.toLowerCase()];
  const [account] = await queryRows<Account>(
    db,
    `SELECT id, email, first_name, status, provider, tfa_secret, email_verified_at,
       (SELECT state FROM ${deletionsTable} WHERE "user" = directus_users.id) AS deletion
     FROM directus_users WHERE ${where} ${lock}`,
    [value],
  );
  return account;
}

export function isProven({ email_verified_at: provenAt }: Account): boolean {
  return provenAt !== null && provenAt !== undefined;
}

/** Whether a user has admin access by any policy, also by one that is bound to addresses. */
export async function isAdministrator(db: Knex, userId: string): Promise<boolean> {
  const found = await queryRows(
    db,
    `${adminRights({ withAddressBound: true })}
     SELECT u.id FROM directus_users u LEFT JOIN directus_roles r ON r.id = u.role
     WHERE u.id = ? AND (u.role IN (SELECT id FROM admin_roles)
       OR u.id IN (SELECT id FROM admin_users) OR r.name = 'Administrator')`,
    [userId],
  );
  return found.length > 0;
}

/**
 * Ends every login of an account, and its static token. An administrator's static token stays: only administrators set
 * one, and our API itself may live by it.
 */
export async function endAccess(trx: Knex, userId: string): Promise<void> {
  await trx('directus_sessions').where({ user: userId }).delete();
  if (await isAdministrator(trx, userId)) return;
  await trx('directus_users').where({ id: userId }).whereNotNull('token').update({ token: null });
}

/**
 * Takes everything by which whoever had an account until now could come in again, for an account whose address nobody had
 * proven: logins, password, static token, second factor, links. An administrator keeps the two that only administrators
 * set. Of an account that was proven it takes nothing.
 */
export async function endMeansOfBefore(
  trx: Knex,
  account: Account,
  { keepsPassword = false } = {},
): Promise<void> {
  if (isProven(account)) return;
  const { id: userId } = account;
  await trx(linksTable).where({ user: userId, state: 'live' }).update({ state: 'ended' });
  await endAccess(trx, userId);
  const isKept = await isAdministrator(trx, userId);
  const changes = {
    ...(keepsPassword ? {} : { password: null }),
    ...(isKept ? {} : { tfa_secret: null }),
  };
  if (Object.keys(changes).length > 0) {
    await trx('directus_users').where({ id: userId }).update(changes);
  }
  await trx('genie_known_devices').where({ user: userId }).delete();
}

/** A text of a body that may be kept in any database. @throws InvalidPayloadError that names the field */
export function textOf(body: unknown, name: string, maxLength = 255): string {
  const text = optionalTextOf(body, name, maxLength);
  if (text !== undefined) return text;
  throw new InvalidPayloadError({ reason: `${name} must be a text` });
}

/** The same; undefined where there is none. @throws InvalidPayloadError */
export function optionalTextOf(body: unknown, name: string, maxLength = 255): string | undefined {
  const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, name) : null;
  if (value === undefined || value === null) return undefined;
  const isText = typeof value === 'string' && value.length > 0 && value.length <= maxLength;
  if (isText && value.isWellFormed()) return value;
  throw new InvalidPayloadError({ reason: `${name} must be a text of 1 to ${maxLength}` });
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The id of a user in a body, if there is one. @throws InvalidPayloadError */
export function optionalUserIdOf(body: unknown, name: string): string | undefined {
  const text = optionalTextOf(body, name);
  if (text === undefined || uuid.test(text)) return text;
  throw new InvalidPayloadError({ reason: `${name} must be the id of a user` });
}
