/**
 * Writes that must not be lost, doubled or overwritten.
 *
 * Guarantees: a record is written together with the entry that tells of it, in one transaction of Directus: both are
 * kept or neither. The write claims its number in a unique column of the entry, so of two writers who read the same
 * former state one is refused; a late write doesn't bring back a record that was removed.
 * (Directus's own update by a filter looks first and writes afterwards, and lets both through:
 * docs/adr/0016-writes-with-their-log-entry.md.)
 */
import type { DirectusAnswer, Refusal } from './directus-response.ts';
import type { AdminCall } from './queries.ts';

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
  /** The record's id and columns. With all that it must have it's made, with fewer only changed. */
  record: Readonly<Record<string, unknown>> & { id: string };
}

/**
 * `outdated`: another write came first, or a unique column is taken · `gone`: the record, or what it belongs to, was
 * removed meanwhile. Nothing was kept then; whoever wants to go on reads anew.
 */
export type WriteOutcome = 'written' | 'outdated' | 'gone' | Refusal;

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
  const body = writes.map(({ name, number, entry, relation, record }) => ({
    ...entry,
    claim: `${name}/${number}`,
    [relation]: record,
  }));
  const answer = await call({ method: 'POST', path: `${path}?fields=id`, body });
  return readOutcome(answer, writes);
}

function readOutcome(answer: DirectusAnswer, writes: readonly Claimed[]): WriteOutcome {
  if (answer.ok) return 'written';
  if (answer.code === 'RECORD_NOT_UNIQUE') return 'outdated';
  if (answer.code === 'INVALID_FOREIGN_KEY') return 'gone';
  return isAboutMissingRecord(answer, writes) ? 'gone' : answer;
}

/** Directus would make a record anew where it finds none, and misses columns that only a whole record has. */
function isAboutMissingRecord({ code, field }: Refusal, writes: readonly Claimed[]): boolean {
  if (code !== 'FAILED_VALIDATION' || field === undefined) return false;
  return writes.some(
    ({ isNew, entry, record }) => !isNew && !(field in entry) && !(field in record),
  );
}
