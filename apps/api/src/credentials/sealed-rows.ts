import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { isUuid } from '@genie-helper/directus-client';
import type { JsonObject } from '@genie-helper/vault';
import { AppError } from '../http/errors.ts';
import type { AccessAction, AccessEntry, Accessor, SealedCollection } from './access-log-store.ts';
import type { CredentialDeps } from './create-credentials.ts';
import type { SealedRow } from './credential-store.ts';

/** Which record somebody asks for, and to do what. */
export interface RecordRequest<C extends SealedCollection> {
  accessor: Accessor;
  action: AccessAction;
  collection: C;
  /** As it came: any text. */
  id: string;
}

/** The id that a text names, in the form in which ids are kept; undefined where it can't be one. */
export function readId(text: string): string | undefined {
  const id = text.toLowerCase();
  return isUuid(id) ? id : undefined;
}

/**
 * Finds a record by its id. A person finds its own only; a server finds any.
 *
 * What isn't found is logged before it's told, other people's records as what they are. A text that can't be
 * an id names no record, so it isn't logged.
 *
 * @returns the record with its ciphertext
 * @throws AppError `credentials.not_found`, alike for records that aren't there and other people's
 */
export async function findRecord<C extends SealedCollection>(
  { records, log }: Pick<CredentialDeps, 'records' | 'log'>,
  request: RecordRequest<C>,
): Promise<SealedRow<C>> {
  const { accessor, action, collection } = request;
  const id = readId(request.id);
  if (id === undefined) throw new AppError('credentials.not_found');
  const row = await records.find(collection, 'id', id);
  if (row !== undefined && isAllowed(accessor, row)) return row;
  const outcome = row === undefined ? 'not_found' : 'not_owner';
  const connectionId = collection === 'platform_connections' ? id : null;
  await log.append({ accessor, action, outcome, collection, recordId: id, connectionId });
  throw new AppError('credentials.not_found');
}

function isAllowed({ principal }: Accessor, row: SealedRow): boolean {
  return principal.kind === 'server' || principal.userId === row.user;
}

/**
 * Opens a record's ciphertext, and logs that before it gives out what was inside.
 *
 * @param entry what the log gets, but for the outcome
 * @throws AppError `credentials.unopenable`, logged too · `audit.unavailable` where the log takes no entry
 */
export async function openRecord(
  { log, vault }: Pick<CredentialDeps, 'log' | 'vault'>,
  entry: Omit<AccessEntry, 'outcome'>,
  row: SealedRow,
): Promise<JsonObject> {
  const value = await vault.open(entry.collection, row).catch(async (error: unknown) => {
    const isUnopenable = error instanceof AppError && error.code === 'credentials.unopenable';
    if (isUnopenable) await log.append({ ...entry, outcome: 'unopenable' });
    throw error;
  });
  await log.append({ ...entry, outcome: 'done' });
  return value;
}

/** A record to be made. */
export interface NewRecord {
  accessor: Accessor;
  action: AccessAction;
  collection: SealedCollection;
  /** The owner's id. */
  user: string;
  /** The connection that it belongs to; absent: none, or the record is one itself. */
  connectionId?: string;
  value: JsonObject;
  /** The collection's own columns. */
  columns: Readonly<Record<string, string | null>>;
}

/**
 * Seals a value into a record of its own. The id is chosen here, since the ciphertext names its record.
 *
 * @returns the id, or `outdated` where a unique column is taken, `gone` where its connection was removed meanwhile;
 *   nothing was made then
 * @throws AppError `auth.invalid_token` where its owner was removed meanwhile
 */
export async function makeRecord(
  { records, vault, now }: Pick<CredentialDeps, 'records' | 'vault' | 'now'>,
  { accessor, action, collection, user, connectionId, value, columns }: NewRecord,
): Promise<{ id: string } | 'outdated' | 'gone'> {
  const id = randomUUID();
  const at = now().toISOString();
  const ownConnection = collection === 'platform_connections' ? id : null;
  const written = await records.write({
    entry: {
      accessor,
      action,
      outcome: 'done',
      collection,
      recordId: id,
      connectionId: connectionId ?? ownConnection,
    },
    sealCount: 1,
    columns: {
      ...columns,
      user,
      encrypted_credentials: await vault.seal(collection, { id, user }, value),
      credentials_version: 1,
      credentials_updated_at: at,
      date_created: at,
    },
  });
  // A record that belongs to no other one belongs to a user alone.
  if (written === 'gone' && connectionId === undefined) throw new AppError('auth.invalid_token');
  return written === 'written' ? { id } : written;
}

/** What a record says once its credentials were replaced. */
export interface Replaced {
  id: string;
  credentialsVersion: number;
  /** ISO 8601. */
  updatedAt: string;
}

/**
 * Puts other credentials into a record as it was just read.
 *
 * @param columns further columns to change
 * @returns `outdated` where another write came first, `gone` where it was removed; nothing was changed then
 */
export async function replaceCredentials(
  { records, vault, now }: Pick<CredentialDeps, 'records' | 'vault' | 'now'>,
  entry: Omit<AccessEntry, 'outcome'>,
  row: SealedRow,
  value: JsonObject,
  columns: Readonly<Record<string, string | null>> = {},
): Promise<Replaced | 'outdated' | 'gone'> {
  const credentialsVersion = row.credentials_version + 1;
  const updatedAt = now().toISOString();
  const written = await records.write({
    entry: { ...entry, outcome: 'done' },
    sealCount: row.seal_count + 1,
    columns: {
      ...columns,
      encrypted_credentials: await vault.seal(entry.collection, row, value),
      credentials_version: credentialsVersion,
      credentials_updated_at: updatedAt,
    },
  });
  return written === 'written' ? { id: row.id, credentialsVersion, updatedAt } : written;
}

const maxAttempts = 20;

const longestPauseMs = 60;

/**
 * Repeats a read-and-write until nothing came in between, pausing at random so that writers at the same time don't
 * stay in step.
 *
 * @param attempt reads anew each time, and so finds what was removed; answers `outdated` where another write came
 *   first, and `gone` where a removal did
 * @throws AppError `credentials.busy` after 20 attempts
 */
export async function retryOutdated<T>(
  attempt: () => Promise<T | 'outdated' | 'gone'>,
): Promise<T> {
  for (let count = 0; count < maxAttempts; count += 1) {
    const result = await attempt();
    if (result !== 'outdated' && result !== 'gone') return result;
    await sleep(Math.random() * longestPauseMs);
  }
  throw new AppError('credentials.busy');
}
