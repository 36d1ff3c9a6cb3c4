import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { isUuid } from '@genie-helper/directus-client';
import type { JsonObject } from '@genie-helper/vault';
import type { ServerPrincipal, UserPrincipal } from '../auth/principal.ts';
import { AppError } from '../http/errors.ts';
import type { RequestContext } from '../http/operation.ts';
import type { Access, AccessLog, Accessor, SealedCollection } from './access-log-store.ts';
import type { ListedRecords, SealedRecords, SealedRow } from './credential-store.ts';
import type { CredentialVault } from './credential-vault.ts';
import type { createTurns } from './in-turn.ts';

/** What the operations on credentials work with. The stores hold the admin token in their closures, the vault the keys. */
export interface Credentials {
  records: SealedRecords;
  listed: ListedRecords;
  log: AccessLog;
  vault: CredentialVault;
  /** Runs what takes long for one user, one piece after the other. */
  inTurn: ReturnType<typeof createTurns>;
  now: () => Date;
}

/** What is left where the vault has no key: the log. Whoever takes anything else is told. */
export function credentialsWithoutKey(
  kept: Pick<Credentials, 'log' | 'inTurn' | 'now'>,
): Credentials {
  return {
    ...kept,
    get records() {
      return refuse();
    },
    get listed() {
      return refuse();
    },
    get vault() {
      return refuse();
    },
  };
}

/** For what reads the request before it takes a part. @throws AppError `credentials.key_not_set` */
export function assertKey(deps: Credentials): void {
  void deps.vault;
}

function refuse(): never {
  throw new AppError('credentials.key_not_set');
}

/** Who makes a request, as the access log names it. */
export function accessorOf(call: {
  principal: UserPrincipal | ServerPrincipal;
  request: Pick<RequestContext, 'id' | 'address'>;
}): Accessor {
  const { principal, request } = call;
  return {
    principal:
      principal.kind === 'user' ? { kind: 'user', userId: principal.user.userId } : principal,
    requestId: request.id,
    address: request.address,
  };
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
 * @param text any text
 * @returns the record with its ciphertext
 * @throws AppError `credentials.not_found`, alike for records that aren't there and other people's
 */
export async function findRecord<C extends SealedCollection>(
  { records, log }: Credentials,
  access: Access<C>,
  text: string,
): Promise<SealedRow<C>> {
  const { accessor, collection } = access;
  const id = readId(text);
  if (id === undefined) throw new AppError('credentials.not_found');
  const row = await records.find(collection, 'id', id);
  if (row !== undefined && isAllowed(accessor, row)) return row;
  const outcome = row === undefined ? 'not_found' : 'not_owner';
  const connectionId = collection === 'platform_connections' ? id : null;
  await log.append({ ...access, outcome, recordId: id, connectionId });
  throw new AppError('credentials.not_found');
}

function isAllowed({ principal }: Accessor, row: SealedRow): boolean {
  return principal.kind === 'server' || principal.userId === row.user;
}

/** What the log says of a record: its id, and the connection that it is or belongs to. */
export function entryOf(access: Access, row: { id: string; connection?: string }) {
  const ownConnection = access.collection === 'platform_connections' ? row.id : null;
  return { ...access, recordId: row.id, connectionId: row.connection ?? ownConnection };
}

/**
 * Opens a record's ciphertext, and logs that before it gives out what was inside.
 *
 * @throws AppError `credentials.unopenable`, logged too · `audit.unavailable` where the log takes no entry
 */
export async function openRecord(
  { log, vault }: Credentials,
  access: Access,
  row: SealedRow,
): Promise<JsonObject> {
  const entry = entryOf(access, row);
  const value = await vault.open(access.collection, row).catch(async (error: unknown) => {
    const isUnopenable = error instanceof AppError && error.code === 'credentials.unopenable';
    if (isUnopenable) await log.append({ ...entry, outcome: 'unopenable' });
    throw error;
  });
  await log.append({ ...entry, outcome: 'done' });
  return value;
}

type Columns = Readonly<Record<string, string | null>>;

/**
 * Seals a value into a record of its own. The id is chosen here, since the ciphertext names its record.
 *
 * @param record `user`: its owner's id · `columns`: the collection's own; `connection` is the one that it belongs to
 * @returns the id, or `outdated` where a unique column is taken, `gone` where its connection was removed meanwhile;
 *   nothing was made then
 * @throws AppError `auth.invalid_token` where its owner was removed meanwhile
 */
export async function makeRecord(
  { records, vault, now }: Credentials,
  access: Access,
  record: { user: string; value: JsonObject; columns: Columns & { connection?: string } },
): Promise<{ id: string } | 'outdated' | 'gone'> {
  const { user, value, columns } = record;
  const id = randomUUID();
  const at = now().toISOString();
  const written = await records.write({
    entry: { ...entryOf(access, { ...columns, id }), outcome: 'done' },
    sealCount: 1,
    columns: {
      ...columns,
      user,
      encrypted_credentials: await vault.seal(access.collection, { id, user }, value),
      credentials_version: 1,
      credentials_updated_at: at,
      date_created: at,
    },
  });
  // A record that belongs to no other one belongs to a user alone.
  if (written === 'gone' && columns.connection === undefined)
    throw new AppError('auth.invalid_token');
  return written === 'written' ? { id } : written;
}

/**
 * Puts other credentials into a record as it was just read.
 *
 * @param columns further columns to change
 * @returns what the record says now; `outdated` where another write came first, `gone` where it was removed; nothing was
 *   changed then
 */
export async function replaceCredentials(
  { records, vault, now }: Credentials,
  access: Access,
  row: SealedRow,
  value: JsonObject,
  columns: Columns = {},
) {
  const credentialsVersion = row.credentials_version + 1;
  const updatedAt = now().toISOString();
  const written = await records.write({
    entry: { ...entryOf(access, row), outcome: 'done' },
    sealCount: row.seal_count + 1,
    columns: {
      ...columns,
      encrypted_credentials: await vault.seal(access.collection, row, value),
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
