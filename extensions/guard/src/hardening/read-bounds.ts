/**
 * How much of the custom collections one list may read, over REST, SEARCH and GraphQL.
 *
 * Guarantees: for who isn't an administrator a list has at most 1,000 rows (a larger limit, or none, is cut to that) and
 * 4 MB of content; more is refused (400 at REST, an error beside the field in GraphQL). Directus itself and
 * administrators, so the API, read without bound.
 *
 * Adds nothing up: the lists of one request together are `request-total.ts`'s. Doesn't bound the rows inside a row (`deep`)
 * but by their size, nor Directus's own collections (`directus_users`).
 */
import { InvalidQueryError } from '@directus/errors';
import type { FilterContext } from '../shared/directus.ts';
import { jsonBytes } from './json-bytes.ts';

const readBounds = { rows: 1_000, bytes: 4 * 1024 * 1024 };

type Query = Readonly<Record<string, unknown>>;

/** Filter of `items.query`: cuts the limit of a list. Without one Directus takes its own, which is smaller. */
export function boundQuery(query: Query, _meta: unknown, { accountability }: FilterContext): Query {
  if (accountability === null || accountability.admin === true) return query;
  const named = Number(query.limit ?? 0);
  return named >= 0 && named <= readBounds.rows ? query : { ...query, limit: readBounds.rows };
}

/**
 * Filter of `items.read`: looks at the size of what was read.
 *
 * @returns the records as they were
 * @throws InvalidQueryError where they are too large
 */
export function boundRecords<Records>(
  records: Records,
  _meta: unknown,
  { accountability }: FilterContext,
): Records {
  if (accountability === null || accountability.admin === true) return records;
  if (jsonBytes(records, readBounds.bytes) > readBounds.bytes) {
    throw new InvalidQueryError({
      reason: 'A list has at most 4 MB. Name fewer fields or a smaller limit',
    });
  }
  return records;
}
