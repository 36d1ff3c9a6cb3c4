import type { ListedUser } from '@genie-helper/client';
import type { QueryClient } from '@tanstack/react-query';
import { genie } from '../../../api.ts';

/** Users by their ids. Who was removed is missing. */
export type People = ReadonlyMap<string, ListedUser>;

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const rememberedForMs = 60_000;

/**
 * Whose ids these are. A list of records is worth showing without it, so a failure gives nobody.
 *
 * @param ids those that are none of a user are left out
 */
export async function peopleOf(
  client: QueryClient,
  ids: readonly (string | undefined)[],
): Promise<People> {
  const wanted = [...new Set(ids)].filter((id) => id !== undefined && uuid.test(id)).sort();
  if (wanted.length === 0) return new Map();
  const text = wanted.join(',');
  const { users } = await client
    .fetchQuery({
      queryKey: ['admin', 'people', text],
      queryFn: () => genie.admin.users({ ids: text, limit: wanted.length }),
      staleTime: rememberedForMs,
    })
    .catch(() => ({ users: [] }));
  return new Map(users.map((user) => [user.id, user]));
}
