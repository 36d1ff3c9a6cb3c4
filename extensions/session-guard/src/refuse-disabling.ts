import { ForbiddenError } from '@directus/errors';
import type { FilterContext } from './directus-types.ts';

/** The folder by which Directus knows this extension. */
const folder = 'session-guard';

/**
 * Filter `extensions.update`: nobody switches the guard off through the API. Whoever runs the server
 * can still remove its folder.
 *
 * @throws ForbiddenError
 */
export async function refuseDisabling(
  changes: { enabled?: unknown },
  { keys }: { keys: readonly string[] },
  { database }: FilterContext,
): Promise<void> {
  if (changes.enabled !== false) return;
  const [row] = await database('directus_extensions').whereIn('id', keys).where({ folder });
  if (row !== undefined) throw new ForbiddenError();
}
