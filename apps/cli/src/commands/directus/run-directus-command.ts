import { type DirectusSettings, describeExit } from '@genie-helper/directus';
import type { CliContext } from '../../cli-context.ts';
import { CliError } from '../../installation/cli-error.ts';
import { readServerSettings } from '../../installation/directus-settings.ts';
import { runInterruptibly } from '../../interruption.ts';
import { lockData } from '../up/data-lock.ts';
import { prepareDatabase } from '../up/directus-process.ts';
import { countChanges } from '../up/steps.ts';
import type { DirectusOptions } from './directus-command.ts';

/** More than Directus gives its own requests (`SERVER_SHUTDOWN_TIMEOUT`, 3 s). */
const stopGraceMs = 9_000;

/**
 * Runs Directus alone until a stop signal or its death. Its log goes to stdout as it is. Prepares nothing: a database
 * that `genie directus migrate` hasn't seen is refused by Directus. A second stop signal ends this process at once; its
 * Directus notices and ends, too.
 *
 * @returns the exit code: 0 after a stop signal once it was up, 128 + n before that
 * @throws CliError, or DirectusStartError
 */
export function runStart(options: DirectusOptions, context: CliContext): Promise<number> {
  return runInterruptibly(context, async ({ signal, requested }) => {
    const settings = await readServerSettings({ ...options, variables: context.variables });
    const onLine = (line: string) => void context.stdout.write(`${line}\n`);
    const directus = await context.directus.startDirectus(settings, { signal, onLine });
    const exit = await Promise.race([requested, directus.exited]);
    if (exit) throw new CliError(`Directus stopped by itself (${describeExit(exit)}).`);
    await directus.stop(stopGraceMs);
    return 0;
  });
}

/**
 * Brings a database to this version: Directus's tables, then our collections, roles and settings. Directus runs for it
 * where nobody else reaches it, and is gone afterwards. Running it again changes nothing.
 *
 * @returns the exit code: 0 done, 128 + n after a signal
 * @throws CliError, DirectusStartError or DirectusStateError; run it again then
 */
export function runMigrate(
  options: DirectusOptions & { backedUp?: boolean },
  context: CliContext,
): Promise<number> {
  return runInterruptibly(context, async ({ signal }) => {
    const read = await readServerSettings({
      ...options,
      variables: context.variables,
      needs: ['DIRECTUS_ADMIN_TOKEN', 'ADMIN_PASSWORD'],
    });
    const settings = { ...read, queryTimeoutMs: 0, shutdownDelayMs: 0 };
    const tell = (message: string) => void context.stdout.write(`${message}\n`);
    // An `npm start` on the same file would go on with the tables of before.
    const isFile = settings.database.client === 'sqlite3';
    const unlock = isFile ? await lockData(settings.dataDir) : undefined;
    try {
      const isBackedUp = options.backedUp ?? false;
      const changes = await migrate(settings, { context, signal, onChange: tell, isBackedUp });
      tell(`Schema and roles: ${countChanges(changes)}.`);
    } finally {
      await unlock?.();
    }
    return 0;
  });
}

/**
 * Does what `runMigrate` says.
 *
 * @param options `onChange` is told each change of schema and roles
 * @returns how many there were
 */
export async function migrate(
  settings: DirectusSettings,
  options: {
    context: CliContext;
    signal: AbortSignal;
    onChange?: (change: string) => void;
    isBackedUp?: boolean;
  },
): Promise<number> {
  const { context, signal, onChange, isBackedUp = false } = options;
  const quiet = { signal, onLine: () => {} };
  const tell = (message: string) => void context.stdout.write(`${message}\n`);
  await prepareDatabase(settings, { directus: context.directus, ...quiet, isBackedUp, tell });
  context.stdout.write('The database has the tables of this Directus.\n');
  const directus = await context.directus.startDirectus(settings, quiet);
  try {
    const { changes } = await context.directus.applyDesiredState({
      url: directus.url,
      adminToken: settings.admin.token,
      signal,
      ...(onChange && { onChange }),
    });
    return changes.length;
  } finally {
    await directus.stop(stopGraceMs);
  }
}
