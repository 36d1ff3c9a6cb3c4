/** What the API and `genie audit` read of the chain, and the checkpoints that retention goes by. */
import { InvalidPayloadError } from '@directus/errors';
import { type ChainHead, chainColumns } from '@genie-helper/audit-chain';
import {
  type AuditCheckpointsAnswer,
  type AuditEntriesAnswer,
  type AuditHeadAnswer,
  maxAuditEntries,
} from '@genie-helper/guard-protocol';
import type { Knex } from 'knex';
import { databaseNow } from '../leaving/tables.ts';
import { lockChain } from './append-entries.ts';
import { chainTable, checkpointsTable, logTable, streamTable } from './tables.ts';

/** How far apart the checkpoints are that the database keeps, in milliseconds. */
const checkpointEveryMs = 60 * 60_000;

const maxLineCharacters = 1_000;

/** `POST /genie/audit/head`. Entries of before the chain come into it now, where they haven't yet. */
export async function readHead(db: Knex): Promise<AuditHeadAnswer> {
  const { seq, hash } = (await readBegun(db)) ?? (await db.transaction(begin));
  // Nobody who reads the chain from its first number sees what stands before that.
  const past = db(logTable).whereNull('seq').orWhere('seq', '<', 1);
  const [row] = await past.count({ count: '*' });
  const sent = await db(streamTable).where({ id: 1 }).first('seq');
  const streamedTo = Number(sent?.seq ?? 0);
  return { seq: Number(seq), hash, unchained: Number(row?.count ?? 0), streamedTo };
}

/** Without a lock, which only those take who add an entry. */
async function readBegun(db: Knex): Promise<ChainHead | undefined> {
  return await db(chainTable).where({ id: 1, began: 1 }).first('seq', 'hash');
}

async function begin(trx: Knex.Transaction): Promise<ChainHead> {
  const head = await lockChain(trx);
  if (head !== undefined) return head;
  throw new Error(`${logTable} has no columns for the chain yet.`);
}

/** `POST /genie/audit/entries` */
export async function readEntries(db: Knex, body: unknown): Promise<AuditEntriesAnswer> {
  const after = wholeOf(body, 'after', Number.MAX_SAFE_INTEGER);
  const limit = wholeOf(body, 'limit', maxAuditEntries);
  const since = fieldOf(body, 'since');
  const query = db(logTable).where('seq', '>', after).orderBy('seq').limit(limit);
  if (since !== undefined) query.where('at', '>=', timeOf(since));
  const found: Record<string, unknown>[] = await query.select(...chainColumns);
  return {
    columns: [...chainColumns],
    rows: found.map((row) => chainColumns.map((column) => row[column])),
  };
}

/** `POST /genie/audit/checkpoint`: keeps it, unless there is one that is as new, or of the last hour. */
export async function keepCheckpoint(db: Knex, body: unknown): Promise<object> {
  const seq = wholeOf(body, 'seq', Number.MAX_SAFE_INTEGER);
  const line = fieldOf(body, 'line');
  if (typeof line !== 'string' || line.length > maxLineCharacters) {
    throw new InvalidPayloadError({ reason: 'line must be the line of a checkpoint' });
  }
  const now = databaseNow(db);
  await db.raw(
    `INSERT INTO ${checkpointsTable} (seq, at, line)
     SELECT CAST(:seq AS bigint), ${now}, CAST(:line AS text) WHERE NOT EXISTS (
       SELECT 1 FROM ${checkpointsTable} WHERE seq >= :seq OR at > ${now} - ${checkpointEveryMs}
     )
     ON CONFLICT (seq) DO NOTHING`,
    { seq, line },
  );
  return {};
}

/** `POST /genie/audit/checkpoints` */
export async function readCheckpoints(db: Knex): Promise<AuditCheckpointsAnswer> {
  const rows = await db(checkpointsTable).orderBy('seq').select('line');
  return { lines: rows.map(({ line }) => String(line)) };
}

function fieldOf(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined;
}

/** @throws InvalidPayloadError */
function wholeOf(body: unknown, name: string, most: number): number {
  const value = fieldOf(body, name);
  if (Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= most) {
    return Number(value);
  }
  throw new InvalidPayloadError({ reason: `${name} must be a whole number of at most ${most}` });
}

/** @throws InvalidPayloadError */
function timeOf(value: unknown): Date {
  const time = new Date(typeof value === 'string' ? value : Number.NaN);
  if (!Number.isNaN(time.getTime())) return time;
  throw new InvalidPayloadError({ reason: 'since must be a time in ISO 8601' });
}
