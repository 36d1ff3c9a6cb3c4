/**
 * Brings every record to the current key.
 *
 * Guarantees: a record is only ever replaced by itself under the current key, and only if nobody wrote it since it
 * was read; each replacement has an entry in the access log. It can be ended at any moment and run again. A run that
 * reports neither troubles nor unsettled records has opened all records under the current key at its end.
 * Doesn't guarantee that nothing arrives on an older key afterwards: an API that still seals with one may be running.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { type SealedCollection, sealedCollections } from '@genie-helper/guard-protocol';
import { credentialRecord, type Keyring, open, rewrap, VaultError } from '@genie-helper/vault';
import {
  type Rewrapped,
  type SealedRecords,
  type SealedRow,
  writeBatch,
} from './sealed-records.ts';

/** What became of records. */
interface Outcome {
  rewrapped: number;
  /** Were on the current key when this run came to them first, and opened. */
  alreadyCurrent: number;
  /** How often another write came first; the record was read again then. */
  changedMeanwhile: number;
  troubles: Trouble[];
}

/** How a run ended. */
export interface RotationReport extends Outcome {
  /** How many records were still found on another key by the last of five passes. */
  unsettled: number;
}

export interface RotationDeps extends Omit<BatchDeps, 'logged'> {
  /** Called after each batch of the first pass. */
  onProgress?: (collection: SealedCollection, done: number, total: number) => void;
}

/** Few enough that Directus's transaction, some 0.1 s, holds up nobody for long. */
const batchSize = 25;
const maxPasses = 5;

/**
 * Goes through all records until a pass finds nothing to rewrap, at most five times.
 *
 * @throws CliError where Directus doesn't answer or takes no entry; what was rewrapped stays
 */
export async function rotateRecords(deps: RotationDeps): Promise<RotationReport> {
  const { records, keyring, onProgress } = deps;
  const logged = new Set<string>();
  const first = await runPass({ records, keyring, logged }, onProgress);
  const report = { ...first, unsettled: 0 };
  let pending = first.rewrapped + first.changedMeanwhile;
  for (let pass = 2; pending > 0 && pass <= maxPasses; pass += 1) {
    const found = await runPass({ records, keyring, logged });
    pending = found.rewrapped + found.changedMeanwhile;
    report.rewrapped += found.rewrapped;
    report.changedMeanwhile += found.changedMeanwhile;
    report.troubles = found.troubles;
  }
  return { ...report, unsettled: pending };
}

async function runPass(deps: BatchDeps, onProgress?: RotationDeps['onProgress']): Promise<Outcome> {
  const sum: Outcome = { rewrapped: 0, alreadyCurrent: 0, changedMeanwhile: 0, troubles: [] };
  for (const collection of sealedCollections) {
    const ids = await deps.records.listIds(collection);
    for (let start = 0; start < ids.length; start += batchSize) {
      await rotateBatch(deps, collection, ids.slice(start, start + batchSize), sum);
      onProgress?.(collection, Math.min(start + batchSize, ids.length), ids.length);
    }
  }
  return sum;
}

/** A record that couldn't be brought to the current key, and why. */
interface Trouble {
  /** `collection/id`. */
  record: string;
  kind: 'unopenable' | 'unknown_key' | 'refused';
  /** For people; holds no value. */
  reason: string;
}

interface BatchDeps {
  records: SealedRecords;
  keyring: Keyring;
  /** The records, as `collection/id`, that this run has logged as unopenable. */
  logged: Set<string>;
}

const maxAttempts = 10;
const longestPauseMs = 60;

/**
 * Brings a few records to the current key. What another write came first for is read and decided upon again.
 *
 * @param sum takes what became of them
 * @throws CliError where Directus doesn't answer, or takes no entry about an unopenable record
 */
async function rotateBatch(
  deps: BatchDeps,
  collection: SealedCollection,
  ids: readonly string[],
  sum: Outcome,
): Promise<void> {
  let todo = ids;
  for (let attempt = 1; todo.length > 0 && attempt <= maxAttempts; attempt += 1) {
    if (attempt > 1) await sleep(Math.random() * longestPauseMs);
    const looked = await look(deps.keyring, await deps.records.read(collection, todo));
    await logUnopened(deps, looked.unopened);
    const { written, outdated, refused } = await writeBatch(looked.rewrapped, deps.records.write);
    sum.alreadyCurrent += looked.currentCount;
    sum.rewrapped += written;
    sum.changedMeanwhile += outdated.length;
    sum.troubles.push(...looked.unopened.map(({ trouble }) => trouble));
    if (attempt === maxAttempts) sum.troubles.push(...refused.map(toTrouble));
    // A record that was removed is refused too; it's missing when it's read again.
    todo = [...outdated, ...refused.map(({ item }) => item)].map(({ row }) => row.id);
  }
}

interface Unopened {
  row: SealedRow;
  trouble: Trouble;
}

/** Opens all of them, and rewraps in memory what isn't on the current key, or binds less than is bound now. */
async function look(keyring: Keyring, rows: readonly SealedRow[]) {
  const rewrapped: Rewrapped[] = [];
  const unopened: Unopened[] = [];
  let currentCount = 0;
  for (const row of rows) {
    const record = credentialRecord(row);
    try {
      if ((await open(keyring, record, row.ciphertext)).isCurrent) currentCount += 1;
      else rewrapped.push({ row, ciphertext: await rewrap(keyring, record, row.ciphertext) });
    } catch (error) {
      if (!(error instanceof VaultError)) throw error;
      const kind = error.code === 'vault.unknown_key' ? 'unknown_key' : 'unopenable';
      unopened.push({ row, trouble: { record: nameOf(row), kind, reason: error.message } });
    }
  }
  return { rewrapped, unopened, currentCount };
}

async function logUnopened({ records, logged }: BatchDeps, unopened: readonly Unopened[]) {
  const rows = unopened.map(({ row }) => row).filter((row) => !logged.has(nameOf(row)));
  await records.logUnopenable(rows);
  for (const row of rows) logged.add(nameOf(row));
}

function toTrouble({ item, code }: { item: Rewrapped; code: string }): Trouble {
  const reason = `Directus refused record or log entry (${code}).`;
  return { record: nameOf(item.row), kind: 'refused', reason };
}

function nameOf({ collection, id }: SealedRow): string {
  return `${collection}/${id}`;
}
