/**
 * Storage limits: how much sealed data one user may keep.
 *
 * Guarantees: a user never has more than 200 connections, 200 download credentials and 200 platform sessions, nor more
 * than 32 MiB of ciphertext in all of them, whoever writes it and through whichever Directus process: the records are
 * counted in the transaction that writes, and of one user's writes one counts at a time. Whoever had more before may
 * keep and remove it, and replace a record by one that is no larger.
 * Doesn't count: a new key for an old ciphertext, so that no rotation stops at a full user; what SQL writes.
 */
import { createError } from '@directus/errors';
import type { Knex } from 'knex';
import {
  type FilterContext,
  type HookRegistration,
  isPostgres,
  queryRows,
} from '../shared/directus.ts';
import { withoutSchema } from '../shared/own-filters.ts';

const collections = ['platform_connections', 'download_credentials', 'platform_sessions'] as const;
type Collection = (typeof collections)[number];

const maxRecords = 200;
const maxBytes = 32 * 1024 * 1024;

/** The API knows it by its code, and answers 409 `credentials.storage_full`. */
const StorageFullError = createError(
  'STORAGE_FULL',
  'This user keeps as many records, or as much in them, as one user may.',
  409,
);

type Row = Readonly<Record<string, unknown>>;

export function registerStorage({ filter }: HookRegistration): void {
  for (const collection of collections) {
    filter(
      `${collection}.items.create`,
      withoutSchema((row: Row, _: unknown, { database }: FilterContext) =>
        checkNew(database, collection, row),
      ),
    );
    filter(
      `${collection}.items.update`,
      withoutSchema(
        (changes: Row, { keys }: { keys: readonly string[] }, { database }: FilterContext) =>
          checkChanged(database, collection, keys, changes),
      ),
    );
  }
}

/** @throws StorageFullError where the record's owner has as many already, or as much */
async function checkNew(db: Knex, collection: Collection, row: Row): Promise<void> {
  if (typeof row.user !== 'string') return;
  const { count, bytes } = await readStored(db, collection, row.user);
  if (count >= maxRecords || bytes + sizeOf(row) > maxBytes) throw new StorageFullError();
}

/** @throws StorageFullError where other credentials, or another owner, would be more than the owner may keep */
async function checkChanged(
  db: Knex,
  collection: Collection,
  keys: readonly string[],
  changes: Row,
): Promise<void> {
  // A new key leaves the version as it is.
  const isReplaced = 'encrypted_credentials' in changes && 'credentials_version' in changes;
  if (!isReplaced && !('user' in changes)) return;
  for (const key of keys) {
    const [former] = await queryRows<{ user: string; bytes: number | string }>(
      db,
      `SELECT "user", octet_length(encrypted_credentials) AS bytes FROM ${collection} WHERE id = ?`,
      [key],
    );
    if (former === undefined) continue;
    const user = typeof changes.user === 'string' ? changes.user : former.user;
    const size = 'encrypted_credentials' in changes ? sizeOf(changes) : Number(former.bytes);
    const isMoved = user !== former.user;
    const growth = isMoved ? size : size - Number(former.bytes);
    if (growth <= 0) continue;
    const { count, bytes } = await readStored(db, collection, user);
    if ((isMoved && count >= maxRecords) || bytes + growth > maxBytes) throw new StorageFullError();
  }
}

/**
 * What a user keeps: how many records of a collection, and how many bytes of ciphertext in all three. On PostgreSQL
 * every other writer for this user waits until this transaction is over; SQLite has one writer anyway.
 */
async function readStored(db: Knex, collection: Collection, user: string) {
  if (isPostgres(db)) {
    await db.raw('SELECT pg_advisory_xact_lock(hashtextextended(?, 0))', [`genie storage ${user}`]);
  }
  const sums = collections.map(
    (name) =>
      `(SELECT COALESCE(SUM(octet_length(encrypted_credentials)), 0) FROM ${name} WHERE "user" = ?)`,
  );
  const [row] = await queryRows<{ count: number | string; bytes: number | string }>(
    db,
    `SELECT (SELECT COUNT(*) FROM ${collection} WHERE "user" = ?) AS count, ${sums.join(' + ')} AS bytes`,
    [user, user, user, user],
  );
  return { count: Number(row?.count ?? 0), bytes: Number(row?.bytes ?? 0) };
}

function sizeOf({ encrypted_credentials: ciphertext }: Row): number {
  return typeof ciphertext === 'string' ? Buffer.byteLength(ciphertext) : 0;
}
