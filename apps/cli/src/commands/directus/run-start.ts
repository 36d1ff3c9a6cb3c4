import type { World } from '../../cli-context.ts';
import { UpError } from '../../installation/cli-error.ts';
import type { DirectusOptions } from './directus-options.ts';
import { runDirectusCommand } from './run-directus-command.ts';
import { readServerSettings } from './server-settings.ts';

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
