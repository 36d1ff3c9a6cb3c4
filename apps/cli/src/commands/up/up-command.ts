import { resolve } from 'node:path';
import { Command } from 'commander';
import type { World } from '../../world.ts';
import { runUp } from './run-up.ts';

const details = `
Reads .env, or writes one with random secrets if there is none. Variables that are
set in the environment win over it; .env.example explains them all.

Directus runs on this machine, at DIRECTUS_URL. For a Directus elsewhere, run only
the API: npm run api

Examples:
  npm start                           the same as "genie up"
  genie up --dir /srv/genie           another folder for .env and data/
  SERVER_PORT=4001 genie up           another port, this time only

Ctrl-C stops the API, then Directus; a second Ctrl-C stops them by force.
Logs: data/logs/api.log and data/logs/directus.log.`;

/**
 * `genie up`: starts Directus and the API and keeps them until it's told to stop.
 *
 * @param onEnd receives the exit code when the command has ended
 */
export function createUpCommand(world: World, onEnd: (exitCode: number) => void): Command {
  return new Command('up')
    .summary('start Directus and the API')
    .description('Starts Directus and the API, and stops both on Ctrl-C.')
    .option('--dir <folder>', 'the folder of .env and data/ (default: the project)')
    .addHelpText('after', details)
    .action(async (options: { dir?: string }) => {
      onEnd(await runUp(resolve(options.dir ?? world.projectDir), world));
    });
}
