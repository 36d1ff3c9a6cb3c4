import { ForbiddenError } from '@directus/errors';
import type { FilterContext } from './directus-types.ts';

/** The folders by which Directus knows the extensions that guard something. */
const folders = ['session-guard', 'login-limit', 'no-public-hashing'];

/**
 * Filter `extensions.update`: nobody switches a guard off through the API, with `false` or anything that counts as it. Whoever runs the server
 * can still remove its folder.
 *
 * @throws ForbiddenError
 */
export async function refuseDisabling(
  changes: { enabled?: unknown },
  { keys }: { keys: readonly string[] },
  { database }: FilterContext,
): Promise<void> {
  if (!('enabled' in changes) || changes.enabled === true) return;
  const [row] = await database('directus_extensions')
    .whereIn('id', keys)
    .whereIn('folder', folders);
  if (row !== undefined) throw new ForbiddenError();
}
