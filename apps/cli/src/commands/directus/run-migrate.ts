import type { World } from '../../cli-context.ts';
import { prepareDatabase } from '../up/prepare-database.ts';
import { countChanges } from '../up/steps.ts';
import type { DirectusOptions } from './directus-options.ts';
import { runDirectusCommand } from './run-directus-command.ts';
import { readServerSettings } from './server-settings.ts';

const migrateStopGraceMs = 9_000;

/**
 * Brings a database to this version: Directus's tables, then our collections, roles and settings. Directus runs for it
 * where nobody else reaches it, and is gone afterwards. Running it again changes nothing.
 *
 * @param dir the absolute path of the folder of `data/`
 * @returns the exit code: 0 done, 1 for a problem that was told, 128 + n after a signal; run it again after both
 */
export async function runMigrate(
  dir: string,
  { host, port }: DirectusOptions,
  world: World,
): Promise<number> {
  return await runDirectusCommand(world, async ({ signal }) => {
    const needs = ['DIRECTUS_ADMIN_TOKEN', 'ADMIN_PASSWORD'] as const;
    const read = { dir, variables: world.variables, host, port, needs };
    const settings = await readServerSettings(read);
    const tell = (sentence: string) => void world.stdout.write(`${sentence}\n`);
    const quiet = { signal, onLine: () => {} };
    await prepareDatabase(settings, { directus: world.directus, ...quiet });
    tell('The database has the tables of this Directus.');
    const directus = await world.directus.startDirectus(settings, quiet);
    try {
      const { changes } = await world.directus.applyDesiredState({
        url: directus.url,
        adminToken: settings.admin.token,
        signal,
        onChange: tell,
      });
      tell(`Schema and roles: ${countChanges(changes.length)}.`);
    } finally {
      await directus.stop(migrateStopGraceMs);
    }
    return 0;
  });
}
