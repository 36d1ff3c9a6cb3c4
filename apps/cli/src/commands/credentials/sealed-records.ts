/**
 * The records that hold ciphertexts, as the command sees them in Directus.
 *
 * Guarantees: a ciphertext is written together with its entry in the access log, in one transaction of Directus, and
 * only if nobody has written the record since it was read: a claimed write, as the API's own are.
 */
import {
  type Claimed,
  claimedWrite,
  type WriteOutcome,
} from '@genie-helper/directus-client/claimed-write';
import {
  type AdminCall,
  assertDone,
  openCollection,
  refused,
} from '@genie-helper/directus-client/queries';
import type { SealedCollection } from '@genie-helper/guard-protocol';
import type { CredentialRow } from '@genie-helper/vault';
import Type, { type Static } from 'typebox';
import { CliError } from '../../installation/cli-error.ts';

/** A record as it was read. */
export type SealedRow = CredentialRow & {
  ciphertext: string;
  /** How often the ciphertext was written. */
  sealCount: number;
  /** The connection that the record is or belongs to. */
  connectionId: string | null;
};

/** A record with the ciphertext that it's to get. */
export interface Rewrapped {
  row: SealedRow;
  ciphertext: string;
}

/** Reads and writes records. Every method throws DirectusError where Directus doesn't do as asked. */
export type SealedRecords = ReturnType<typeof createSealedRecords>;

const pageSize = 1_000;
const maxListings = 10;
const entriesPath = '/items/credential_access_log';

const sealedRow = Type.Object({
  id: Type.String(),
  user: Type.String(),
  encrypted_credentials: Type.String(),
  credentials_version: Type.Integer(),
  seal_count: Type.Integer(),
});
const { properties: common } = sealedRow;
const connectionRow = Type.Object({ ...common, platform: Type.String() });
const downloadRow = Type.Object({ ...common, type: Type.String() });
const expires_at = Type.Union([Type.String(), Type.Null()]);
const sessionRow = Type.Object({ ...common, connection: Type.String(), expires_at });
const platformRow = Type.Object({ id: Type.String(), platform: Type.String() });
const onlyId = Type.Object({ id: Type.String() });

/**
 * @param call asks Directus as the administrator
 * @param run names this run in the access log
 */
export function createSealedRecords(call: AdminCall, run: { id: string; now: () => Date }) {
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
    /** The ids of all records. Records made meanwhile may be missing. */
    async listIds(collection: SealedCollection): Promise<string[]> {
      for (let listing = 0; listing < maxListings; listing += 1) {
        const ids = await listOnce(call, collection);
        if (ids !== undefined) return ids;
      }
      throw new CliError(
        `So many records of ${collection} come and go that they can't be listed. Run the command again when it's quieter.`,
      );
    },
    /** The records of these ids that are still there. */
    async read(collection: SealedCollection, ids: readonly string[]): Promise<SealedRow[]> {
      const among = (wanted: readonly string[]) => ({
        ...{ filter: { id: { _in: wanted } }, sort: 'id', limit: wanted.length },
      });
      if (collection === 'platform_connections') {
        const rows = await openCollection(call, `/items/${collection}`, connectionRow).list(
          among(ids),
        );
        return rows.map((row) => ({
          ...{ ...toRow(row), collection, platform: row.platform, connectionId: row.id },
        }));
      }
      if (collection === 'download_credentials') {
        const rows = await openCollection(call, `/items/${collection}`, downloadRow).list(
          among(ids),
        );
        return rows.map((row) => ({
          ...toRow(row),
          collection,
          type: row.type,
          connectionId: null,
        }));
      }
      const rows = await openCollection(call, `/items/${collection}`, sessionRow).list(among(ids));
      const owners = [...new Set(rows.map(({ connection }) => connection))];
      const connections = openCollection(call, '/items/platform_connections', platformRow);
      const found = owners.length === 0 ? [] : await connections.list(among(owners));
      const platforms = new Map(found.map(({ id, platform }) => [id, platform]));
      return rows.map(({ connection, expires_at: expiresAt, ...row }) => ({
        ...{ ...toRow(row), collection, connection, connectionId: connection, expiresAt },
        platform: platforms.get(connection) ?? '',
      }));
    },
    /**
     * Writes all or nothing, with an entry in the access log for each.
     *
     * @returns of one of them, where not all were written: another write came first, it was removed, or refused
     */
    async write(batch: readonly Rewrapped[]): Promise<WriteOutcome> {
      const writes = batch.map(({ row, ciphertext }): Claimed => {
        const { collection, id } = row;
        const number = row.sealCount + 1;
        return {
          ...{ name: `${collection}/${id}`, number, entry: entryOf(row, 'done'), relation: 'item' },
          ...{ recordPath: `/items/${collection}`, counter: 'seal_count' },
          record: { id, encrypted_credentials: ciphertext },
        };
      });
      const outcome = await claimedWrite(call, entriesPath, writes);
      // The token may not write, or not any more: no record of the batch is at fault.
      if (typeof outcome === 'object' && !outcome.ok && [401, 403].includes(outcome.status)) {
        throw refused(outcome, 'a rewrapped record');
      }
      return outcome;
    },
    /** Logs that these records didn't open. */
    async logUnopenable(rows: readonly SealedRow[]): Promise<void> {
      if (rows.length === 0) return;
      const body = rows.map((row) => ({ ...entryOf(row, 'unopenable'), item: row.id }));
      const answer = await call({ method: 'POST', path: `${entriesPath}?fields=id`, body });
      assertDone(answer, 'an entry of the access log');
    },
  };
}

function toRow(row: Static<typeof sealedRow>) {
  const { id, user, encrypted_credentials: ciphertext, seal_count: sealCount } = row;
  return { id, user, ciphertext, sealCount, version: row.credentials_version };
}

/**
 * Directus can't compare ids by size, so pages go by offset; each begins with the last record of the one before.
 *
 * @returns undefined where a record came or went meanwhile and moved the pages
 */
async function listOnce(call: AdminCall, collection: SealedCollection) {
  const records = openCollection(call, `/items/${collection}`, onlyId);
  const ids: string[] = [];
  for (;;) {
    const offset = Math.max(0, ids.length - 1);
    const page = await records.list({ sort: 'id', limit: pageSize, offset });
    const last = ids.at(-1);
    if (last !== undefined && page[0]?.id !== last) return undefined;
    const further = last === undefined ? page : page.slice(1);
    if (further.length === 0) return ids;
    ids.push(...further.map(({ id }) => id));
  }
}

/** What became of the items of a batch. */
export interface BatchOutcome {
  written: number;
  /** Another write came first. */
  outdated: Rewrapped[];
  /** Directus said no, with this code, or the record is gone. */
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
): Promise<BatchOutcome> {
  const none: BatchOutcome = { written: 0, outdated: [], refused: [] };
  const [first] = batch;
  if (first === undefined) return none;
  const characters = batch.reduce((sum, { ciphertext }) => sum + ciphertext.length, 0);
  if (batch.length === 1 || characters <= maxCharacters) {
    const result = await write(batch);
    if (typeof result === 'object' && result.ok) return { ...none, written: batch.length };
    if (batch.length === 1) {
      if (result === 'outdated') return { ...none, outdated: [first] };
      const code = result === 'gone' ? 'gone' : result.code;
      return { ...none, refused: [{ item: first, code }] };
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
