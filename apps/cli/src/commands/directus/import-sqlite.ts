import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { DirectusDatabase } from '@genie-helper/directus';
import type { CliContext } from '../../cli-context.ts';
import type { DirOption } from '../../command-help.ts';
import { CliError } from '../../installation/cli-error.ts';
import { readServerSettings } from '../../installation/directus-settings.ts';
import {
  addressOf,
  databasePath,
  type Installation,
  isDirectusOurs,
  loadInstallation,
} from '../../installation/installation.ts';
import { runInterruptibly } from '../../interruption.ts';
import { ask } from '../doctor/ask.ts';
import { lockData } from '../up/data-lock.ts';
import { migrate } from './run-directus-command.ts';

/**
 * Brings a SQLite file into the PostgreSQL that the settings name: prepares the empty database as `genie directus
 * migrate` does, then copies every row. Where it can't, the database is empty again, unless this process was killed.
 *
 * @param file unless it's the one that DB_FILENAME names
 * @returns the exit code: 0 done, 128 + n after a signal
 * @throws CliError, DirectusStartError or DirectusStateError
 */
export function runImportSqlite(
  file: string | undefined,
  options: DirOption,
  context: CliContext,
): Promise<number> {
  return runInterruptibly(context, async ({ signal }) => {
    const { variables, directus } = context;
    const installation = await loadInstallation(options.dir, variables);
    const settings = await readServerSettings({
      ...options,
      ...placeOf(installation),
      variables,
      needs: ['DIRECTUS_ADMIN_TOKEN', 'ADMIN_PASSWORD'],
    });
    const { database, dataDir } = settings;
    if (database.client !== 'pg') {
      throw new CliError('DB_CLIENT is not pg, so there is no PostgreSQL to import into.', {
        hint: 'Set DB_CLIENT=pg, DB_HOST, DB_DATABASE, DB_USER and DB_PASSWORD: docs/how-to/move-to-postgres.md.',
      });
    }
    const filename = file === undefined ? databasePath(installation) : resolve(file);
    if (!existsSync(filename)) throw new CliError(`There is no file ${filename}.`);
    await assertUsable({ client: 'sqlite3', filename }, context);
    await assertUsable(database, context);
    const unlock = await lockData(dataDir);
    try {
      await assertNoneRuns(installation.values.DIRECTUS_URL ?? '', signal);
      await directus.fillEmptyPostgres(database, async (importSqlite) => {
        await migrate(settings, { context, signal });
        const { rows, tables } = await importSqlite({ filename, signal });
        context.stdout.write(`Copied ${rows} rows of ${tables} tables from ${filename}.\n`);
      });
    } catch (error) {
      throw error instanceof Error && error.name === 'ImportError' ? toCliError(error) : error;
    } finally {
      await unlock();
    }
    return 0;
  });
}

/** Where `npm start` would have Directus listen: nothing else does. */
function placeOf(installation: Installation): { host: string; port: number } {
  const { DIRECTUS_URL: url = '' } = installation.values;
  return isDirectusOurs(installation) ? addressOf(new URL(url)) : { host: '127.0.0.1', port: 8055 };
}

function toCliError(error: Error & { fix?: string | undefined }): CliError {
  const { message, fix } = error;
  return new CliError(message, fix === undefined ? {} : { hint: fix });
}

/** @throws CliError with the sentences of the doctor */
async function assertUsable(
  database: DirectusDatabase,
  { directus }: Pick<CliContext, 'directus'>,
): Promise<void> {
  const report = await directus.inspectDatabase(database);
  if ('fix' in report) throw new CliError(report.message, { hint: report.fix });
}

/** The lock on `data/` tells of `npm start` alone; a Directus by itself is known by its address. */
async function assertNoneRuns(url: string, signal: AbortSignal): Promise<void> {
  const { text } = { text: '', ...(await ask(`${url}/server/ping`, { signal })) };
  if (text !== 'pong') return;
  throw new CliError(`A Directus runs at ${url}, and what it writes meanwhile would be lost.`, {
    hint: 'Stop it first.',
  });
}
