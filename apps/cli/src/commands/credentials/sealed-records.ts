/**
 * The records that hold ciphertexts, as the command sees them in Directus.
 *
 * Guarantees: a ciphertext is written together with its entry in the access log, in one transaction of Directus, and
 * only if nobody has written the record since it was read: the entry's unique `claim` names the record and the
 * number of the write, as the API's own writes do.
 */
import { CliError } from '../../installation/cli-error.ts';
import type { DirectusCalls } from './run-credentials-command.ts';

/** The collections whose records hold ciphertexts. */
export const sealedCollections = [
  'platform_connections',
  'download_credentials',
  'platform_sessions',
] as const;

export type SealedCollection = (typeof sealedCollections)[number];

/** A record as it was read. */
export interface SealedRow {
  collection: SealedCollection;
  id: string;
  /** The owner's id. */
  user: string;
  ciphertext: string;
  /** How often the ciphertext was written. */
  sealCount: number;
  /** The connection that the record is or belongs to. */
  connectionId: string | null;
}

/** A record with the ciphertext that it's to get. */
export interface Rewrapped {
  row: SealedRow;
  ciphertext: string;
}

/** Reads and writes records. Every method throws CliError where Directus doesn't do as asked. */
export interface SealedRecords {
  /** The ids of all records. Records made meanwhile may be missing. */
  listIds(collection: SealedCollection): Promise<string[]>;
  /** The records of these ids that are still there. */
  read(collection: SealedCollection, ids: readonly string[]): Promise<SealedRow[]>;
  /**
   * Writes all or nothing, with an entry in the access log for each.
   *
   * @returns `outdated` where another write came first for one of them; otherwise Directus's code for why not
   */
  write(batch: readonly Rewrapped[]): Promise<'written' | 'outdated' | { refused: string }>;
  /** Logs that these records didn't open. */
  logUnopenable(rows: readonly SealedRow[]): Promise<void>;
}

const pageSize = 1_000;

const maxListings = 10;

const entriesPath = '/items/credential_access_log?fields=id';

/**
 * @param call asks Directus as the administrator
 * @param run names this run in the access log
 */
export function createSealedRecords(
  call: DirectusCalls,
  run: { id: string; now: () => Date },
): SealedRecords {
  const rowsOf = async (path: string): Promise<Record<string, unknown>[]> => {
    const reply = await call('GET', path);
    if (reply.ok && Array.isArray(reply.data)) return reply.data;
    throw refused(path, reply.ok ? 'no list' : reply.code);
  };
  const entryOf = (row: SealedRow, outcome: 'done' | 'unopenable') => ({
    at: run.now().toISOString(),
    action: 'rotate',
    outcome,
    principal_kind: 'server',
    principal_id: 'command',
    request_id: run.id,
    address: '',
    collection: row.collection,
    connection: row.connectionId,
  });
  return {
    async listIds(collection) {
      for (let listing = 0; listing < maxListings; listing += 1) {
        const ids = await listOnce(collection, rowsOf);
        if (ids !== undefined) return ids;
      }
      throw new CliError(
        `So many records of ${collection} come and go that they can't be listed. Run the command again when it's quieter.`,
      );
    },
    async read(collection, ids) {
      const connection = collection === 'platform_sessions' ? ',connection' : '';
      const fields = `id,user,encrypted_credentials,seal_count${connection}`;
      const path = `/items/${collection}?fields=${fields}&sort=id&limit=${ids.length}&filter[id][_in]=${ids.join(',')}`;
      return (await rowsOf(path)).map((row) => toSealedRow(collection, row));
    },
    async write(batch) {
      const entries = batch.map(({ row, ciphertext }) => {
        const seal_count = row.sealCount + 1;
        return {
          ...entryOf(row, 'done'),
          claim: `${row.collection}/${row.id}/${seal_count}`,
          item: { id: row.id, seal_count, encrypted_credentials: ciphertext },
        };
      });
      const reply = await call('POST', entriesPath, entries);
      if (reply.ok) return 'written';
      return reply.code === 'RECORD_NOT_UNIQUE' ? 'outdated' : { refused: reply.code };
    },
    async logUnopenable(rows) {
      if (rows.length === 0) return;
      const entries = rows.map((row) => ({ ...entryOf(row, 'unopenable'), item: row.id }));
      const reply = await call('POST', entriesPath, entries);
      if (!reply.ok) throw refused(entriesPath, reply.code);
    },
  };
}

/**
 * Directus can't compare ids by size, so pages go by offset; each begins with the last record of the one before.
 *
 * @returns undefined where a record came or went meanwhile and moved the pages
 */
async function listOnce(
  collection: SealedCollection,
  rowsOf: (path: string) => Promise<Record<string, unknown>[]>,
): Promise<string[] | undefined> {
  const ids: string[] = [];
  for (;;) {
    const offset = Math.max(0, ids.length - 1);
    const path = `/items/${collection}?fields=id&sort=id&limit=${pageSize}&offset=${offset}`;
    const page = (await rowsOf(path)).map(({ id }) => String(id));
    const last = ids.at(-1);
    if (last !== undefined && page[0] !== last) return undefined;
    const further = last === undefined ? page : page.slice(1);
    if (further.length === 0) return ids;
    ids.push(...further);
  }
}

function toSealedRow(collection: SealedCollection, row: Record<string, unknown>): SealedRow {
  const { id, user, encrypted_credentials: ciphertext, seal_count: sealCount } = row;
  const isUsable =
    typeof id === 'string' &&
    typeof user === 'string' &&
    typeof ciphertext === 'string' &&
    Number.isSafeInteger(sealCount);
  if (!isUsable) throw refused(collection, 'rows of another form; start the product once');
  const connection = collection === 'platform_connections' ? id : row.connection;
  const connectionId = typeof connection === 'string' ? connection : null;
  return { collection, id, user, ciphertext, sealCount: Number(sealCount), connectionId };
}

function refused(path: string, code: string): CliError {
  const place = path.split('?')[0];
  return new CliError(`Directus refused ${place} (${code}).`);
}

/** What became of the items of a batch. */
export interface WriteOutcome {
  written: number;
  /** Another write came first. */
  outdated: Rewrapped[];
  /** Directus said no, with this code. */
  refused: { item: Rewrapped; code: string }[];
}

/** Below Directus's default limit for a body, 1 MB, with room for the entries. */
const maxCharacters = 800_000;

/**
 * Writes a batch. Directus keeps it whole or not at all; one that isn't kept, or is too large, is halved until it's
 * known which items stood in the way.
 *
 * @param write as `SealedRecords.write`; what it throws is thrown
 */
export async function writeBatch(
  batch: readonly Rewrapped[],
  write: SealedRecords['write'],
): Promise<WriteOutcome> {
  const [first] = batch;
  if (first === undefined) return { written: 0, outdated: [], refused: [] };
  const characters = batch.reduce((sum, { ciphertext }) => sum + ciphertext.length, 0);
  if (batch.length === 1 || characters <= maxCharacters) {
    const result = await write(batch);
    if (result === 'written') return { written: batch.length, outdated: [], refused: [] };
    if (batch.length === 1 && result === 'outdated') {
      return { written: 0, outdated: [first], refused: [] };
    }
    if (batch.length === 1 && result !== 'outdated') {
      return { written: 0, outdated: [], refused: [{ item: first, code: result.refused }] };
    }
  }
  const middle = Math.ceil(batch.length / 2);
  const left = await writeBatch(batch.slice(0, middle), write);
  const right = await writeBatch(batch.slice(middle), write);
  return {
    written: left.written + right.written,
    outdated: [...left.outdated, ...right.outdated],
    refused: [...left.refused, ...right.refused],
  };
}
