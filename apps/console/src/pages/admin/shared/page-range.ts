/** How many records a page shows. */
export const pageSize = 25;

/** Where a page lies in a list. */
export interface PageRange {
  /** The first and last record on it, from 1; both 0 where there is none. */
  first: number;
  last: number;
  /** How many pages there are, 1 at least. */
  pages: number;
}

/** @param page from 1 */
export function pageRange(page: number, total: number): PageRange {
  const pages = Math.max(1, Math.ceil(total / pageSize));
  const before = (page - 1) * pageSize;
  if (before >= total) return { first: 0, last: 0, pages };
  return { first: before + 1, last: Math.min(before + pageSize, total), pages };
}

/** The same for the API. */
export function toQuery(page: number): { limit: number; offset: number } {
  return { limit: pageSize, offset: (page - 1) * pageSize };
}
