import { DirectusStartError, DirectusStateError } from '@genie-helper/directus';
import type { World } from '../../cli-context.ts';
import { UpError } from '../../installation/cli-error.ts';
import { readServerSettings } from '../../installation/directus-settings.ts';
import { type Interruption, watchInterruption } from '../../interruption.ts';
import { prepareDatabase } from '../up/directus-process.ts';
import { countChanges } from '../up/steps.ts';
import type { DirectusOptions } from './directus-command.ts';

const shownLines = 8;

/**
 * Runs a command that works with a Directus of its own, and tells on stderr why it can't go on. A second stop signal
 * ends this process at once; its Directus notices and ends, too.
 *
 * @returns what `run` gave, 1 for a problem that was told, or 128 + n where signal n came first
 */
async function runDirectusCommand(
  world: World,
  run: (interruption: Interruption) => Promise<number>,
): Promise<number> {
  const interruption = watchInterruption(world, (exitCode) => world.exit(exitCode));
  try {
    return await run(interruption);
  } catch (error) {
    if (interruption.signal.aborted) return interruption.exitCode();
    const { problems, lines } = explain(error);
    for (const problem of problems) world.stderr.write(`${problem}\n`);
    for (const line of lines.slice(-shownLines)) world.stderr.write(`  ${line}\n`);
    return 1;
  } finally {
    interruption.dispose();
  }
}

function explain(error: unknown): { problems: readonly string[]; lines: readonly string[] } {
  if (error instanceof UpError) return error;
  if (error instanceof DirectusStartError) {
    return { problems: [error.message], lines: error.logLines };
  }
  if (error instanceof DirectusStateError) return { problems: [error.message], lines: [] };
  throw error;
}

/** More than Directus gives its own requests (`SERVER_SHUTDOWN_TIMEOUT`, 3 s). */
const stopGraceMs = 9_000;

/**
 * Runs Directus alone until a stop signal or its death. Its log goes to stdout as it is. Prepares nothing: a database
 * that `genie directus migrate` hasn't seen is refused by Directus.
 *
 * @param dir the absolute path of the folder of `data/`
 * @returns the exit code: 0 after a stop signal once it was up, 128 + n before that, 1 for a problem
 */
export async function runStart(
  dir: string,
  { host, port }: DirectusOptions,
  world: World,
): Promise<number> {
  return await runDirectusCommand(world, async ({ signal, requested }) => {
    const settings = await readServerSettings({ dir, variables: world.variables, host, port });
    const onLine = (line: string) => void world.stdout.write(`${line}\n`);
    const directus = await world.directus.startDirectus(settings, { signal, onLine });
    const exit = await Promise.race([requested, directus.exited]);
    if (exit !== undefined) {
      throw new UpError('up.child_died', [`Directus stopped by itself (${howItEnded(exit)}).`]);
    }
    await directus.stop(stopGraceMs);
    return 0;
  });
}

function howItEnded({ code, signal }: { code: number | null; signal: string | null }): string {
  return signal === null ? `exit code ${code}` : signal;
}

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
