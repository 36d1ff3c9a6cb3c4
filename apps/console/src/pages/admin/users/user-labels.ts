import type { ListedUser } from '@genie-helper/client';
import { readPage, readText } from '../shared/search-params.ts';

/** What somebody is called in a list. */
export function nameOf(user: Pick<ListedUser, 'id' | 'email' | 'firstName'>): string {
  return user.email ?? user.firstName ?? user.id;
}

/** What has become of somebody's sessions, as a sentence. */
export function sessionsEnded(name: string, ended: number): string {
  if (ended === 0) return `${name} had no session left.`;
  return `${name} is signed out: ${ended === 1 ? 'one session has' : `${ended} sessions have`} ended.`;
}

/** What the address says of the users that are shown. */
export interface UserSearch {
  page: number;
  search: string | undefined;
}

export function readUserSearch(search: Record<string, unknown>): UserSearch {
  return { page: readPage(search.page), search: readText(search.search)?.slice(0, 100) };
}
