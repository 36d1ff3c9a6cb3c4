import { ForbiddenError } from '@directus/errors';
import type { Knex } from 'knex';
import type { FilterContext } from './directus-types.ts';

/** The folders by which Directus knows the extensions that guard something. */
const folders = ['guard'];

/**
 * Filter `extensions.update`: nobody changes how Directus knows a guard. All that may be set is
 * `enabled`, to exactly `true`, because a database takes `0` or a text for `false`, and a guard of
 * another folder or bundle isn't loaded either. Whoever runs the server can still remove its folder.
 *
 * @throws ForbiddenError
 */
export async function refuseDisabling(
  changes: Readonly<Record<string, unknown>>,
  { keys }: { keys: readonly string[] },
  { database }: FilterContext,
): Promise<void> {
  const isHarmless = Object.entries(changes).every(
    ([field, value]) => field === 'enabled' && value === true,
  );
  if (!isHarmless) await refuseGuards(keys, database);
}

/** Filter `extensions.delete`, also before an extension is uninstalled. @throws ForbiddenError */
export async function refuseDeleting(
  keys: readonly string[],
  _: unknown,
  { database }: FilterContext,
): Promise<void> {
  await refuseGuards(keys, database);
}

async function refuseGuards(keys: readonly string[], database: Knex): Promise<void> {
  const [row] = await database('directus_extensions')
    .whereIn('id', keys)
    .whereIn('folder', folders);
  if (row !== undefined) throw new ForbiddenError();
}
