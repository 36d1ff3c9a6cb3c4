import { resolve } from 'node:path';
import { Command } from 'commander';
import type { World } from '../../cli-context.ts';
import { withHelp } from '../../command-help.ts';
import { type DirectusOptions, parsePort } from './directus-options.ts';

const startHelp = {
  details: `For servers, where the API runs elsewhere or several Directus share a
PostgreSQL. "genie directus migrate" has to have seen the database.

Needs SECRET, the database's variables and GENIE_INTROSPECTION_SECRET, which
"genie secrets introspection" prints, but none of the vault's keys, and no
administrator's token. DIRECTUS_URL is the address that the API uses. Any number
can run on one PostgreSQL. The log goes to stdout.`,
  examples: [
    { line: 'genie directus start', says: 'on 127.0.0.1:8055' },
    { line: 'genie directus start --host 10.0.0.5 --dir /srv/genie' },
  ],
  exitCodes: [
    [0, 'it was up and was told to stop'],
    [1, 'it did not come up, or died'],
    [143, 'told to stop before it was up (128 + the number of the signal)'],
  ] as const,
};

/**
 * `genie directus start`: runs Directus with our extensions and settings, without the API.
 *
 * @param onEnd receives the exit code when the command has ended
 */
export function createStartCommand(world: World, onEnd: (exitCode: number) => void): Command {
  const command = new Command('start')
    .summary('run Directus alone')
    .description('Runs Directus alone, with our extensions and settings.')
    .option('--dir <folder>', 'the folder of data/, and of .env if any (default: the project)')
    .option('--host <address>', 'the address to listen on', '127.0.0.1')
    .option('--port <port>', 'the port to listen on', parsePort, 8055)
    .action(async (options: DirectusOptions) => {
      const { runStart } = await import('./run-start.ts');
      onEnd(await runStart(resolve(options.dir ?? world.projectDir), options, world));
    });
  return withHelp(command, startHelp);
}
