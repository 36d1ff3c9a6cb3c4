/**
 * An entry of the log in its one spelling, and its hash.
 *
 * Guarantees: the hash of an entry covers every column of it, its number and the hash before it. The same entry has the same
 * hash at SQLite, at PostgreSQL and in an export. What names a person is in the hash through a salted commitment of its own:
 * once the salt is gone nobody learns from the hash who it was, and the chain still verifies.
 *
 * Doesn't guarantee: anything about columns that others add, nor that an entry tells the truth.
 */
import { hash as digest, randomBytes } from 'node:crypto';

/** What an entry says, by the log's columns. */
export interface LogEntry {
  /** ISO 8601 with milliseconds, UTC. */
  at: string;
  area: string;
  action: string;
  outcome: string;
  principal_kind: string;
  principal_id: string;
  /** The name of a service client. */
  client: string | null;
  collection: string;
  item: string;
  connection: string | null;
  claim: string | null;
  request_id: string;
  address: string;
  detail: string | null;
}

/** What the chain adds to an entry. */
export interface ChainLink {
  /** Counts from 1 without a gap. */
  seq: number;
  /** SHA-256 in hex, as `hash`; of the first entry, `genesis`. */
  previous_hash: string;
  hash: string;
  /** `s.` and the salt of what names the principal, or `h.` and the commitment once that was erased. */
  principal_seal: string;
  /** The same of what names the record. */
  item_seal: string;
}

export type ChainedEntry = LogEntry & ChainLink;

/** An entry as a database or a file gives it: its time in a form of its own, columns of later missing. */
export type LogRow = { readonly [Column in keyof ChainedEntry]?: unknown };

/** The last entry of a chain: its number and its hash. */
export interface ChainHead {
  seq: number;
  hash: string;
}

/** What a chain without entries ends with. */
export const genesis: ChainHead = { seq: 0, hash: '0'.repeat(64) };

/** What stands in the place of an address and a request's id that were erased. */
export const erasedText = 'erased';

const optional = ['client', 'connection', 'claim', 'detail'] as const;
const required = [
  'action',
  'outcome',
  'principal_kind',
  'principal_id',
  'collection',
  'item',
  'request_id',
  'address',
] as const;

/** The columns that the chain reads, in the order in which they are told. */
export const chainColumns = [
  'seq',
  'at',
  'area',
  ...required,
  ...optional,
  'previous_hash',
  'hash',
  'principal_seal',
  'item_seal',
] as const satisfies readonly (keyof ChainedEntry)[];

/**
 * The entry as it is kept and hashed: texts that every database gives back as they were, the time in milliseconds.
 *
 * @throws TypeError that names the column that is missing or of another type
 */
export function normalEntry(row: LogRow): LogEntry {
  // Spelled out: a verification reads a million of them.
  return {
    at: timeOf(row.at),
    area: row.area == null ? 'credentials' : textOf('area', row.area),
    action: textOf('action', row.action),
    outcome: textOf('outcome', row.outcome),
    principal_kind: textOf('principal_kind', row.principal_kind),
    principal_id: textOf('principal_id', row.principal_id),
    collection: textOf('collection', row.collection),
    item: textOf('item', row.item),
    request_id: textOf('request_id', row.request_id),
    address: textOf('address', row.address),
    client: optionalTextOf('client', row.client),
    connection: optionalTextOf('connection', row.connection),
    claim: optionalTextOf('claim', row.claim),
    detail: optionalTextOf('detail', row.detail),
  };
}

function optionalTextOf(name: string, value: unknown): string | null {
  return value == null ? null : textOf(name, value);
}

function textOf(name: string, value: unknown): string {
  if (typeof value === 'number') return String(value);
  // Lone surrogates become U+FFFD, which is what a database makes of them.
  if (typeof value === 'string') return value.isWellFormed() ? value : value.toWellFormed();
  throw new TypeError(`${name} must be a text`);
}

function timeOf(value: unknown): string {
  const isTime = value instanceof Date || typeof value === 'number' || typeof value === 'string';
  const time = isTime ? new Date(value) : new Date(Number.NaN);
  if (Number.isNaN(time.getTime())) throw new TypeError('at must be a time');
  return time.toISOString();
}

/** An entry as a line of an export and of the stream; whoever has the line can verify its hash. */
export function lineOf(row: LogRow): string {
  const { previous_hash, hash, principal_seal, item_seal } = row;
  const links = { previous_hash, hash, principal_seal, item_seal };
  return JSON.stringify({ type: 'entry', seq: Number(row.seq), ...normalEntry(row), ...links });
}

/** Puts an entry behind the last one of a chain. */
export function chainEntry(head: ChainHead, entry: LogEntry): ChainedEntry {
  const unhashed = {
    ...entry,
    seq: head.seq + 1,
    previous_hash: head.hash,
    principal_seal: newSalt(),
    item_seal: newSalt(),
  };
  return { ...unhashed, hash: hashOf(unhashed) };
}

function newSalt(): string {
  return `s.${randomBytes(16).toString('base64url')}`;
}

/**
 * SHA-256 over the previous hash and the entry in canonical JSON (RFC 8785), in hex.
 *
 * @param seq another number than the entry's own, to try whether it was moved
 */
export function hashOf(entry: Omit<ChainedEntry, 'hash'>, seq: number = entry.seq): string {
  return sha256(entry.previous_hash + canonicalOf(entry, seq));
}

/**
 * What the package `canonicalize` makes of it, member by member in the order of RFC 8785, a tenth of the time: of a text without
 * lone surrogates and of a whole number `JSON.stringify` gives the canonical form. A test compares the two.
 */
export function canonicalOf(entry: Omit<ChainedEntry, 'hash'>, seq: number): string {
  const { action, area, at, claim, client, collection, detail, outcome, principal_kind } = entry;
  const text = JSON.stringify;
  return (
    `{"action":${text(action)},"area":${text(area)},"at":${text(at)},"claim":${text(claim)},` +
    `"client":${text(client)},"collection":${text(collection)},"detail":${text(detail)},` +
    `"item":${text(itemOf(entry))},"outcome":${text(outcome)},` +
    `"principal":${text(principalOf(entry))},"principal_kind":${text(principal_kind)},` +
    `"seq":${seq},"v":1}`
  );
}

type Principal = Pick<ChainedEntry, 'principal_id' | 'address' | 'request_id' | 'principal_seal'>;
type Item = Pick<ChainedEntry, 'item' | 'connection' | 'item_seal'>;

function principalOf({ principal_seal, principal_id, address, request_id }: Principal): string {
  return commitmentOf(principal_seal, [principal_id, address, request_id]);
}

function itemOf({ item_seal, item, connection }: Item): string {
  return commitmentOf(item_seal, [item, connection]);
}

function commitmentOf(seal: string, values: readonly (string | null)[]): string {
  if (seal.startsWith('h.')) return seal.slice(2);
  return sha256(JSON.stringify([seal, ...values]));
}

/** The seal of an entry whose principal is erased: the salt goes, the hash stays as it was. */
export function closePrincipal(entry: Principal): string {
  return `h.${principalOf(entry)}`;
}

/** The seal of an entry whose record's name is erased. */
export function closeItem(entry: Item): string {
  return `h.${itemOf(entry)}`;
}

function sha256(text: string): string {
  return digest('sha256', text, 'hex');
}
