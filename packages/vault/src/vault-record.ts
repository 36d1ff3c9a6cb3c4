import { VaultError } from './vault-error.ts';

/** What a ciphertext belongs to. All of it is authenticated; none is encrypted. */
export interface VaultRecord {
  /** The collection's name, such as `platform_connections`. */
  readonly collection: string;
  /** The record's primary key as text. */
  readonly id: string;
  /** The id of the user who owns the record. */
  readonly owner: string;
  /**
   * What decides how the record may be used, as it is stored beside the ciphertext: one that was sealed under other
   * values doesn't open. Left out where nothing does.
   */
  readonly bound?: Bound;
}

/** Names and values. `null` is a value of its own, unlike the empty text. */
export type Bound = Readonly<Record<string, string | number | null>>;

/** A record as it stands in an envelope's header. */
export interface EncodedRecord {
  readonly record: string;
  /** Undefined in envelopes that bind no more than the record, as all did before. */
  readonly bound: string | undefined;
}

const maxPartLength = 255;

/** Both parts of a record for a header. @throws VaultError `vault.record_invalid` */
export function encodePlace(record: VaultRecord): EncodedRecord {
  const { bound } = record;
  return { record: encodeRecord(record), bound: bound && encodeBound(bound) };
}

/**
 * Writes bound values as `name=value&name`, sorted by name, each part percent-encoded; a name alone is `null`. Two
 * different sets never give the same text.
 *
 * @throws VaultError `vault.record_invalid` where there is none, or one is no whole number or text of at most 255
 *   characters
 */
function encodeBound(bound: Bound): string {
  const names = Object.keys(bound).sort();
  if (names.length === 0) throw new VaultError('vault.record_invalid');
  return names.map((name) => encodePart(name) + encodeBoundValue(bound[name])).join('&');
}

function encodeBoundValue(value: unknown): string {
  if (value === null) return '';
  if (value === '') return '=';
  return `=${encodePart(Number.isSafeInteger(value) ? String(value) : value)}`;
}

/**
 * Writes a record as `collection/id/owner`, each part percent-encoded, so that two different records never give the
 * same text. Parts are compared exactly: neither case nor Unicode form is evened out.
 *
 * @param record the record
 * @returns ASCII
 * @throws VaultError `vault.record_invalid` if a part is missing, too long or not well-formed Unicode
 */
export function encodeRecord(record: VaultRecord): string {
  return [record.collection, record.id, record.owner].map(encodePart).join('/');
}

function encodePart(part: unknown): string {
  const isUsable =
    typeof part === 'string' &&
    part.length > 0 &&
    part.length <= maxPartLength &&
    part.isWellFormed();
  if (!isUsable) throw new VaultError('vault.record_invalid');
  return encodeURIComponent(part);
}

/** Data that JSON can carry without loss. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

/** What a ciphertext holds: always an object. */
export type JsonObject = { readonly [name: string]: JsonValue };

/** How many arrays and objects may be inside each other. */
export const maxDepth = 256;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Says whether a value would come back from JSON as it is (but for `-0`, which becomes `0`).
 *
 * @param value anything
 * @returns false for what JSON drops, replaces or refuses (undefined, functions, NaN, dates, class instances, holes,
 *   cycles), and for data nested deeper than `maxDepth`
 */
export function isJsonObject(value: unknown): value is JsonObject {
  return isPlainObject(value) && isJsonValue(value, 1);
}

/**
 * Reads a JSON object from UTF-8.
 *
 * @returns undefined if it's anything else. What the parser has to say is dropped, as it quotes the text.
 */
export function parseJsonObject(bytes: Uint8Array): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(utf8.decode(bytes));
    return isPlainObject(value) ? (value as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}

function isJsonValue(value: unknown, depth: number): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (depth > maxDepth) return false;
  if (Array.isArray(value)) {
    // Not `every`, which skips holes.
    for (const item of value) if (!isJsonValue(item, depth + 1)) return false;
    return true;
  }
  if (!isPlainObject(value)) return false;
  for (const name of Object.keys(value)) {
    if (!isJsonValue(value[name], depth + 1)) return false;
  }
  return true;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** The largest value that is sealed, in bytes of its JSON: half as much again as the largest body, a cookie jar. */
export const maxValueBytes = 384 * 1024;

/** The longest ciphertext that is looked at: the largest value in base64url, and the longest header. */
export const maxCiphertextCharacters = (maxValueBytes / 3) * 4 + 16 * 1024;
