import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { isUuid } from '@genie-helper/directus-client';
import type { InTurn, ReadVerdict, SealedCollection } from '@genie-helper/guard-protocol';
import type { CredentialRow, JsonObject } from '@genie-helper/vault';
import type { ServerPrincipal, UserPrincipal } from '../auth/principal.ts';
import { AppError, type ErrorCode } from '../http/errors.ts';
import type { RequestContext } from '../http/operation.ts';
import type { Access, AccessLog, Accessor } from './access-log-store.ts';
import type { CredentialVault } from './credential-vault.ts';
import type { ListedRecords } from './listed-records-store.ts';
import type { BoundRow, SealedRecords, SealedRow } from './sealed-records.ts';
import type { createUnknownIdBound } from './unknown-ids.ts';

/** What the operations on credentials work with. The stores hold the admin token in their closures, the vault the keys. */
export interface Credentials {
  records: SealedRecords;
  listed: ListedRecords;
  log: AccessLog;
  vault: CredentialVault;
  /** Runs what takes long for one user, one piece after the other. */
  inTurn: InTurn;
  /** Whether an entry is due for an id that no record has. */
  logsUnknownId: ReturnType<typeof createUnknownIdBound>;
  now: () => Date;
}

/** What is left where the vault has no key: the log. Whoever takes anything else is told. */
export function credentialsWithoutKey(
  kept: Pick<Credentials, 'log' | 'inTurn' | 'logsUnknownId' | 'now'>,
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
 * Finds a record by its id, to be written. A person finds its own only; a server any that is within its reach, and where it
 * has bounds it isn't told which of the others there are.
 *
 * What isn't found is logged before it's told, other people's records as what they are, and ids that no record has as
 * far as `unknown-ids.ts` lets them. A text that can't be an id names no record, so it isn't logged.
 *
 * @param text any text
 * @returns the record with its ciphertext
 * @throws AppError `credentials.not_found`, alike for records that aren't there and other people's; `client.not_allowed`,
 *   alike for records that aren't there and those beyond the reach of a server that has bounds
 */
export function findRecord<C extends SealedCollection>(
  deps: Credentials,
  access: Access<C>,
  text: string,
): Promise<BoundRow<C>> {
  return readRecord(deps, access, { text, by: 'id', isGivenOut: false });
}

/**
 * Finds a record, logs that, and opens its ciphertext.
 *
 * @param text any text
 * @param by `connection`: the session of the connection of that id
 * @throws AppError as `findRecord` does · `credentials.owner_inactive` · `credentials.no_session` ·
 *   `credentials.session_expired` · `credentials.unopenable`, all of them logged · `audit.unavailable` where the log takes
 *   no entry
 */
export async function revealRecord<C extends SealedCollection>(
  deps: Credentials,
  access: Access<C>,
  text: string,
  by: 'id' | 'connection' = 'id',
): Promise<{ row: BoundRow<C>; value: JsonObject }> {
  const row = await readRecord(deps, access, { text, by, isGivenOut: true });
  const opening = deps.vault.open(credentialOf(access.collection, row), row.encrypted_credentials);
  const value = await opening.catch(async (error: unknown) => {
    const isUnopenable = error instanceof AppError && error.code === 'credentials.unopenable';
    if (isUnopenable) await deps.log.append({ ...entryOf(access, row), outcome: 'unopenable' });
    throw error;
  });
  return { row, value };
}

async function readRecord<C extends SealedCollection>(
  deps: Credentials,
  access: Access<C>,
  { text, by, isGivenOut }: { text: string; by: 'id' | 'connection'; isGivenOut: boolean },
): Promise<BoundRow<C>> {
  // What the vault has no key for is refused before anything is logged.
  assertKey(deps);
  const value = readId(text);
  // A server with bounds isn't told whether what is beyond them is there.
  const codes = hasBounds(access.accessor) ? boundCodes : openCodes;
  if (value === undefined) throw new AppError(codes.not_found);
  const answer = await deps.records.read({ access, by, value, isGivenOut });
  if (answer.verdict === 'done') return answer.row;
  if (answer.verdict === 'not_found' && deps.logsUnknownId(access.accessor)) {
    const collection = by === 'connection' ? 'platform_connections' : access.collection;
    const connectionId = collection === 'platform_connections' ? value : null;
    const entry = { ...access, collection, outcome: 'not_found', recordId: value } as const;
    await deps.log.append({ ...entry, connectionId });
  }
  const internal = `${access.collection}/${value}: ${answer.verdict}`;
  throw new AppError(codes[answer.verdict], { internal });
}

/** What a read that gives nothing is answered with. */
const openCodes = {
  not_found: 'credentials.not_found',
  not_owner: 'credentials.not_found',
  not_allowed: 'client.not_allowed',
  owner_inactive: 'credentials.owner_inactive',
  no_session: 'credentials.no_session',
  expired: 'credentials.session_expired',
} as const satisfies Record<Exclude<ReadVerdict, 'done'>, ErrorCode>;
const boundCodes = { ...openCodes, not_found: 'client.not_allowed' } as const;

function hasBounds({ principal }: Accessor): boolean {
  if (principal.kind === 'user') return false;
  const { platforms, owners } = principal.client;
  return platforms !== null || owners !== null;
}

/** The session of a connection, to be written. */
export async function findSession(
  { records }: Pick<Credentials, 'records'>,
  access: Access<'platform_sessions'>,
  { id }: SealedRow<'platform_connections'>,
): Promise<BoundRow<'platform_sessions'> | undefined> {
  const answer = await records.read({ access, by: 'connection', value: id, isGivenOut: false });
  return answer.verdict === 'done' ? answer.row : undefined;
}

/** What stands in a record, or will, of what a ciphertext can be bound to. */
interface BoundColumns {
  id: string;
  user: string;
  credentials_version: number;
  platform?: string | null;
  type?: string | null;
  connection?: string | null;
  expires_at?: string | null;
}

/** A record as the vault knows it. */
export function credentialOf(collection: SealedCollection, row: BoundColumns): CredentialRow {
  const { id, user, credentials_version: version } = row;
  // Each collection has its own of these; what isn't there binds to nothing that is ever stored.
  const [platform, type, connection] = [row.platform, row.type, row.connection].map(
    (value) => value ?? '',
  ) as [string, string, string];
  if (collection === 'platform_connections') return { collection, id, user, version, platform };
  if (collection === 'download_credentials') return { collection, id, user, version, type };
  const expiresAt = row.expires_at ?? null;
  return { collection, id, user, version, connection, platform, expiresAt };
}

/** What the log says of a record: its id, and the connection that it is or belongs to. */
export function entryOf(access: Access, row: { id: string; connection?: string }) {
  const ownConnection = access.collection === 'platform_connections' ? row.id : null;
  return { ...access, recordId: row.id, connectionId: row.connection ?? ownConnection };
}

type Columns = Readonly<Record<string, string | null>>;

/**
 * Seals a value into a record of its own. The id is chosen here, since the ciphertext names its record.
 *
 * @param record `user`: its owner's id · `columns`: the collection's own; `connection` is the one that it belongs to, and
 *   `platform` then that one's
 * @returns the id, or `outdated` where a unique column is taken, `gone` where its connection was removed meanwhile;
 *   nothing was made then
 * @throws AppError `auth.invalid_token` where its owner was removed meanwhile
 */
export async function makeRecord(
  { records, vault, now }: Credentials,
  access: Access,
  record: {
    user: string;
    value: JsonObject;
    columns: Columns & { connection?: string };
    platform?: string;
  },
): Promise<{ id: string } | 'outdated' | 'gone'> {
  const { user, value, columns, platform } = record;
  const id = randomUUID();
  const at = now().toISOString();
  const made = { platform: platform ?? null, ...columns, id, user, credentials_version: 1 };
  const written = await records.write({
    entry: { ...entryOf(access, { ...columns, id }), outcome: 'done' },
    sealCount: 1,
    columns: {
      ...columns,
      user,
      encrypted_credentials: await vault.seal(credentialOf(access.collection, made), value),
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
  row: BoundRow,
  value: JsonObject,
  columns: Columns = {},
) {
  const credentialsVersion = row.credentials_version + 1;
  const updatedAt = now().toISOString();
  const changed = { ...row, ...columns, credentials_version: credentialsVersion };
  const written = await records.write({
    entry: { ...entryOf(access, row), outcome: 'done' },
    sealCount: row.seal_count + 1,
    columns: {
      ...columns,
      encrypted_credentials: await vault.seal(credentialOf(access.collection, changed), value),
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
