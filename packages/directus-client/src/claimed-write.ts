/**
 * Writes that must not be lost, doubled or overwritten.
 *
 * Guarantees: a record is written together with the entry that tells of it, in one transaction of Directus: both are
 * kept or neither. The write claims its number in a unique column of the entry, so of two writers who read the same
 * former state one is refused; a late write doesn't bring back a record that was removed. A record that was put back from
 * a backup can be written again: its numbers go on behind all that were ever claimed for it.
 * (Directus's own update by a filter looks first and writes afterwards, and lets both through:
 * docs/adr/0016-writes-with-their-log-entry.md.)
 */

import Type from 'typebox';
import type { DirectusAnswer, Refusal } from './directus-response.ts';
import { type AdminCall, openCollection } from './queries.ts';

/** A record to be made or changed, with its entry. */
export interface Claimed {
  /** Names the record among all that are claimed in this collection. */
  name: string;
  /** Which write of the record it is: one more than the number that was read. */
  number: number;
  /** Whether the write makes the record. A column that it lacks is then a fault of the tables, not a removed record. */
  isNew?: boolean;
  /** The entry's own columns. */
  entry: Readonly<Record<string, unknown>>;
  /** The column of the entry that leads to the record. */
  relation: string;
  /** Where the records are: `/items/…`. */
  recordPath: string;
  /** The column of the record that keeps the number; it's written along. */
  counter: string;
  /** The record's id and other columns. With all that it must have it's made, with fewer only changed. */
  record: Readonly<Record<string, unknown>> & { id: string };
}

/** All was kept, under these numbers: those asked for, or a greater one for a record that had been put back. */
export interface Written {
  ok: true;
  numbers: readonly number[];
}

/**
 * `outdated`: another write came first, or a unique column is taken · `gone`: the record, or what it belongs to, was
 * removed meanwhile. Nothing was kept then; whoever wants to go on reads anew.
 */
export type WriteOutcome = Written | 'outdated' | 'gone' | Refusal;

/**
 * Writes all or nothing.
 *
 * @param path where the entries are: `/items/…`
 * @throws DirectusError `directus.unavailable`: it may have been written all the same
 */
export async function claimedWrite(
  call: AdminCall,
  path: string,
  writes: readonly Claimed[],
): Promise<WriteOutcome> {
  const outcome = await write(call, path, writes);
  const [only, ...others] = writes;
  if (outcome !== 'outdated' || only === undefined || others.length > 0) return outcome;
  const number = await numberOfRestored(call, path, only);
  return number === undefined ? outcome : await write(call, path, [{ ...only, number }]);
}

async function write(
  call: AdminCall,
  path: string,
  writes: readonly Claimed[],
): Promise<WriteOutcome> {
  const body = writes.map(({ name, number, entry, relation, record, counter }) => ({
    ...entry,
    claim: `${name}/${number}`,
    [relation]: { ...record, [counter]: number },
  }));
  const answer = await call({ method: 'POST', path: `${path}?fields=id`, body });
  return readOutcome(answer, writes);
}

/**
 * The next number of a record that was put back from a backup: it counts from the backup on, and those numbers are
 * claimed already. That a number is claimed, and the record afterwards still has the one before, nothing else brings
 * about: a claim and its record are written together.
 *
 * @returns undefined where another write came first, which is the usual case and costs one read
 */
async function numberOfRestored(
  call: AdminCall,
  path: string,
  { isNew, number, record: { id }, relation, recordPath, counter }: Claimed,
): Promise<number | undefined> {
  if (isNew) return undefined;
  const records = openCollection(call, recordPath, Type.Object({ [counter]: Type.Integer() }));
  const isAsRead = async () => (await records.find({ id: { _eq: id } }))?.[counter] === number - 1;
  if (!(await isAsRead())) return undefined;
  const claims = openCollection(call, path, Type.Object({ claim: Type.String() }));
  const filter = { _and: [{ [relation]: { _eq: id } }, { claim: { _nnull: true } }] };
  const [newest] = await claims.list({ filter, sort: '-id', limit: 1 });
  const claimed = Number(newest?.claim.slice(newest.claim.lastIndexOf('/') + 1));
  if (!(claimed >= number) || !(await isAsRead())) return undefined;
  return claimed + 1;
}

function readOutcome(answer: DirectusAnswer, writes: readonly Claimed[]): WriteOutcome {
  if (answer.ok) return { ok: true, numbers: writes.map(({ number }) => number) };
  if (answer.code === 'RECORD_NOT_UNIQUE') return 'outdated';
  if (answer.code === 'INVALID_FOREIGN_KEY') return 'gone';
  return isAboutMissingRecord(answer, writes) ? 'gone' : answer;
}

/** Directus would make a record anew where it finds none, and misses columns that only a whole record has. */
function isAboutMissingRecord({ code, field }: Refusal, writes: readonly Claimed[]): boolean {
  if (code !== 'FAILED_VALIDATION' || field === undefined) return false;
  return writes.some(
    ({ isNew, entry, record, counter }) =>
      !isNew && !(field in entry) && !(field in record) && field !== counter,
  );
}
