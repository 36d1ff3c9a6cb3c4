import { resolve } from 'node:path';
import { Command } from 'commander';
import type { World } from '../../cli-context.ts';
import { withHelp } from '../../command-help.ts';
import { parsePort } from './directus-options.ts';

const migrateHelp = {
  details: `For servers: once for each release, before the first Directus of it is started,
and with no Directus of another version running. Twice at the same time on one
database is not supported; twice in a row changes nothing.

Needs what "genie directus start" does, and DIRECTUS_ADMIN_TOKEN, ADMIN_EMAIL
and ADMIN_PASSWORD for the first administrator of a new database. Directus
runs on loopback meanwhile.`,
  examples: [
    { line: 'genie directus migrate' },
    { line: 'genie directus migrate --dir /srv/genie' },
  ],
  exitCodes: [[1, 'not done, or in part; stderr says why, and it can be run again']] as const,
};

/**
 * `genie directus migrate`: brings the database to this version.
 *
 * @param onEnd receives the exit code when the command has ended
 */
export function createMigrateCommand(world: World, onEnd: (exitCode: number) => void): Command {
  const command = new Command('migrate')
    .summary('bring the database to this version')
    .description("Brings the database to this version: Directus's tables, our schema and roles.")
    .option('--dir <folder>', 'the folder of data/, and of .env if any (default: the project)')
    .option('--port <port>', 'a free port of this machine', parsePort, 8055)
    .action(async (options: { dir?: string; port: number }) => {
      const { runMigrate } = await import('./run-migrate.ts');
      const dir = resolve(options.dir ?? world.projectDir);
      onEnd(await runMigrate(dir, { ...options, host: '127.0.0.1' }, world));
    });
  return withHelp(command, migrateHelp);
}
