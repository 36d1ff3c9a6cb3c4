import { resolve } from 'node:path';
import type { World } from '../../cli-context.ts';
import { UpError } from '../../installation/cli-error.ts';
import { createDirectusAdmin, type DirectusAdmin } from './directus-admin.ts';
import { UsersError } from './users-error.ts';

/**
 * Runs a command about users as the administrator, and tells on stderr why it can't go on.
 *
 * @param dir the folder of `.env`; the project unless given
 * @returns the exit code: 0, 1 for a problem that was told, or 130 after a Ctrl-C
 */
export async function runUsersCommand(
  world: World,
  dir: string | undefined,
  run: (admin: DirectusAdmin) => Promise<void>,
): Promise<number> {
  try {
    await run(await createDirectusAdmin(resolve(dir ?? world.projectDir), world.variables));
    return 0;
  } catch (error) {
    if (!(error instanceof UsersError || error instanceof UpError)) throw error;
    world.stderr.write(`${error.message}\n`);
    return error instanceof UsersError ? error.exitCode : 1;
  }
}
