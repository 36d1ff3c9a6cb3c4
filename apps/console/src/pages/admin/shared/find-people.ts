import type { ListedUser } from '@genie-helper/client';

/** Users by their ids. Who was removed is missing. */
export type People = ReadonlyMap<string, ListedUser>;

/** How many ids the API takes in one request. */
const idsAtOnce = 100;

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Whose ids these are, where they are of users; however many there are.
 *
 * @param ask reads the users of at most a hundred ids
 */
export async function findPeople(
  ask: (ids: readonly string[]) => Promise<readonly ListedUser[]>,
  ids: readonly (string | undefined)[],
): Promise<People> {
  const known = ids.filter((id) => id !== undefined).filter((id) => uuid.test(id));
  const wanted = [...new Set(known)].sort();
  const groups: string[][] = [];
  for (let from = 0; from < wanted.length; from += idsAtOnce) {
    groups.push(wanted.slice(from, from + idsAtOnce));
  }
  const found = await Promise.all(groups.map(ask));
  return new Map(found.flat().map((user) => [user.id, user]));
}
