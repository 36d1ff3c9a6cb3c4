import { readKeyOf } from '../../../labels.ts';
import { orderLabels, statusLabels } from '../users/user-status.ts';
import { jobStates } from './labels.ts';

/** What an address says, which may be anything, as what a page can use; undefined where it can't. */

/** The number of a page, from 1. */
export function readPage(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 1;
}

/** A text that isn't blank. */
export function readText(value: unknown): string | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && text.trim() !== '' ? text.trim() : undefined;
}

const id = /^[0-9A-Za-z-]{1,255}$/;

/** What can be an id of ours. */
export function readId(value: unknown): string | undefined {
  const text = readText(value);
  return text !== undefined && id.test(text) ? text : undefined;
}

/** A timestamp, as ISO 8601. */
export function parseTimestamp(value: unknown): string | undefined {
  const text = readText(value);
  const ms = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}

/** How many records a page shows. */
export const pageSize = 25;

/**
 * Where a page lies in a list.
 *
 * @param page from 1
 * @returns `first` and `last`: records on it, from 1, both 0 where there is none; `pages`: how many there are, 1 at least
 */
export function pageRange(page: number, total: number) {
  const pages = Math.max(1, Math.ceil(total / pageSize));
  const before = (page - 1) * pageSize;
  if (before >= total) return { first: 0, last: 0, pages };
  return { first: before + 1, last: Math.min(before + pageSize, total), pages };
}

/** The same for the API. */
export function toQuery(page: number): { limit: number; offset: number } {
  return { limit: pageSize, offset: (page - 1) * pageSize };
}

/** What of this is defined: the parts of a query that narrow it. */
export function omitUndefined<T extends object>(
  parts: T,
): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const defined = Object.entries(parts).filter(([, value]) => value !== undefined);
  return Object.fromEntries(defined) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

/** A filter that lets everything through. */
export function cleared<Filter extends object>(filter: Filter): Partial<Filter> {
  return Object.fromEntries(
    Object.keys(filter).map((name) => [name, undefined]),
  ) as Partial<Filter>;
}

/** What the address says of the users that are shown; `user`: the one whose details are open. */
export function readUserSearch({ page, search, status, sort, user }: Record<string, unknown>) {
  return {
    page: readPage(page),
    search: readText(search)?.slice(0, 100),
    status: readKeyOf(status, statusLabels),
    sort: readKeyOf(sort, orderLabels),
    user: readId(user),
  };
}

/** What the address says of the jobs that are shown; `job`: the one whose details are open. */
export function readJobSearch({ page, status, userId, job }: Record<string, unknown>) {
  return {
    page: readPage(page),
    status: readKeyOf(status, jobStates),
    userId: readId(userId),
    job: readId(job),
  };
}
