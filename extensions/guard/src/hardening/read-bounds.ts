/**
 * How much of the custom collections one request may read, over REST, SEARCH and GraphQL.
 *
 * Guarantees: for who isn't an administrator a list has at most 1,000 rows (a larger limit, or none, is cut to that), the
 * lists of one request have 2,000 rows together, by the limits that they name, and 4 MB of content; more is refused (400
 * at REST, an error beside the field in GraphQL). Directus itself and administrators, so the API, read without bound.
 *
 * Known gap: the fields of a GraphQL document were seen to count each alone, not together (20 aliases of 1,000 rows).
 * Doesn't bound the rows inside a row (`deep`) but by their size, nor Directus's own collections (`directus_users`).
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { InvalidQueryError } from '@directus/errors';
import type { FilterContext, Next } from '../shared/directus.ts';

export const readBounds = { rowsOfList: 1_000, rows: 2_000, bytes: 4 * 1024 * 1024 };

/** Directus's `QUERY_LIMIT_DEFAULT`, of a list that names no limit. */
const defaultLimit = 100;

type Query = Readonly<Record<string, unknown>>;

/** By request: Directus keeps GraphQL's resolvers between requests, and so the one who asks in them. */
const read = new AsyncLocalStorage<{ rows: number; bytes: number }>();

/** Express middleware: what comes behind it counts together. */
export function countReads(_request: unknown, _response: unknown, next: Next): void {
  read.run({ rows: 0, bytes: 0 }, () => next());
}

/**
 * Filter of `items.query`: cuts the limit of a list, and reserves its rows before they are read, since the lists of a
 * document are read side by side.
 *
 * @throws InvalidQueryError where the request has no rows left
 */
export function boundQuery(query: Query, _meta: unknown, { accountability }: FilterContext): Query {
  if (accountability === null || accountability.admin === true) return query;
  const named = Number(query.limit ?? defaultLimit);
  const isWithin = named >= 0 && named <= readBounds.rowsOfList;
  const limit = isWithin ? named : readBounds.rowsOfList;
  const sum = sumOfRequest();
  sum.rows += limit;
  if (sum.rows > readBounds.rows) {
    throw new InvalidQueryError({
      reason: `One request reads at most ${readBounds.rows} rows. Name smaller limits`,
    });
  }
  return isWithin ? query : { ...query, limit };
}

/**
 * Filter of `items.read`: adds up what was read.
 *
 * @returns the records as they were
 * @throws InvalidQueryError where the request has read more than it may
 */
export function boundRecords<Records>(
  records: Records,
  _meta: unknown,
  { accountability }: FilterContext,
): Records {
  if (accountability === null || accountability.admin === true) return records;
  const sum = sumOfRequest();
  sum.bytes += sizeOf(records, readBounds.bytes - sum.bytes);
  if (sum.bytes > readBounds.bytes) {
    throw new InvalidQueryError({
      reason: 'One request reads at most 4 MB. Name fewer fields or a smaller limit',
    });
  }
  return records;
}

/** Outside a request each list counts alone. */
function sumOfRequest(): { rows: number; bytes: number } {
  return read.getStore() ?? { rows: 0, bytes: 0 };
}

/** About the length of the value in JSON; no longer looked at than until it is past `most`. */
function sizeOf(value: unknown, most: number): number {
  if (typeof value === 'string') return value.length + 3;
  if (Buffer.isBuffer(value)) return value.length;
  if (typeof value !== 'object' || value === null || value instanceof Date) return 8;
  let size = 2;
  for (const [name, part] of Object.entries(value)) {
    size += (Array.isArray(value) ? 0 : name.length + 3) + sizeOf(part, most - size);
    if (size > most) break;
  }
  return size;
}
