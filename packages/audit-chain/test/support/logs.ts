import fc from '../../../../test/support/properties.ts';
import {
  type ChainedEntry,
  chainEntry,
  genesis,
  type LogEntry,
  type LogRow,
  normalEntry,
  verifyChain,
} from '../../src/index.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 12 });
const optionalText = fc.option(text, { nil: null });

export const anyEntry: fc.Arbitrary<LogEntry> = fc
  .record({
    at: fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }),
    area: fc.constantFrom('credentials', 'account', 'admin', 'client'),
    action: text,
    outcome: text,
    principal_kind: fc.constantFrom('user', 'server'),
    principal_id: text,
    client: optionalText,
    collection: text,
    item: text,
    connection: optionalText,
    claim: optionalText,
    request_id: text,
    address: text,
    detail: optionalText,
  })
  .filter(({ action }) => action !== 'erase')
  .map(normalEntry);

export const anyLog = (minLength: number) =>
  fc.array(anyEntry, { minLength, maxLength: 30 }).map(chainAll);

export function chainAll(entries: readonly LogEntry[]): ChainedEntry[] {
  const chained: ChainedEntry[] = [];
  for (const entry of entries) chained.push(chainEntry(chained.at(-1) ?? genesis, entry));
  return chained;
}

/** Gives all entries fresh numbers and hashes, as somebody does who has the database. */
export function rehash(entries: readonly LogEntry[]): ChainedEntry[] {
  return chainAll(entries.map(normalEntry));
}

/** Verifies it in pages of three, by number. */
export function verify(rows: readonly LogRow[], options: Parameters<typeof verifyChain>[1] = {}) {
  const sorted = [...rows].sort((one, other) => Number(one.seq ?? 0) - Number(other.seq ?? 0));
  return verifyChain(pages(sorted), options);
}

async function* pages(rows: readonly LogRow[]) {
  for (let from = 0; from < rows.length; from += 3) yield rows.slice(from, from + 3);
}
