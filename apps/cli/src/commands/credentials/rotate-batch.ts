import { setTimeout as sleep } from 'node:timers/promises';
import { type Keyring, keyIdOf, open, rewrap, VaultError } from '@genie-helper/vault';
import type { Rewrapped, SealedCollection, SealedRecords, SealedRow } from './sealed-records.ts';
import { writeBatch } from './write-batch.ts';

/** A record that couldn't be brought to the current key, and why. */
export interface Trouble {
  /** `collection/id`. */
  record: string;
  kind: 'unopenable' | 'unknown_key' | 'refused';
  /** For people; holds no value. */
  reason: string;
}

/** What became of the records of a batch. */
export interface BatchOutcome {
  rewrapped: number;
  alreadyCurrent: number;
  /** How often another write came first. */
  changedMeanwhile: number;
  troubles: Trouble[];
}

export interface BatchDeps {
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
 * @throws CredentialsError where Directus doesn't answer, or takes no entry about an unopenable record
 */
export async function rotateBatch(
  deps: BatchDeps,
  collection: SealedCollection,
  ids: readonly string[],
): Promise<BatchOutcome> {
  const sum: BatchOutcome = { rewrapped: 0, alreadyCurrent: 0, changedMeanwhile: 0, troubles: [] };
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
  return sum;
}

interface Unopened {
  row: SealedRow;
  trouble: Trouble;
}

/** Opens what's on the current key, and rewraps the rest, in memory. */
async function look(keyring: Keyring, rows: readonly SealedRow[]) {
  const rewrapped: Rewrapped[] = [];
  const unopened: Unopened[] = [];
  let currentCount = 0;
  for (const row of rows) {
    const place = { collection: row.collection, id: row.id, owner: row.user };
    try {
      if (keyIdOf(row.ciphertext) === keyring.currentKid) {
        await open(keyring, place, row.ciphertext);
        currentCount += 1;
      } else {
        rewrapped.push({ row, ciphertext: await rewrap(keyring, place, row.ciphertext) });
      }
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
