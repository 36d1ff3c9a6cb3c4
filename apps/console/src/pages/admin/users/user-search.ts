import { readPage, readText } from '../shared/search-params.ts';

/** What the address says of the users that are shown. */
export interface UserSearch {
  page: number;
  search: string | undefined;
}

export function readUserSearch(search: Record<string, unknown>): UserSearch {
  return { page: readPage(search.page), search: readText(search.search)?.slice(0, 100) };
}
