import { resolve } from 'node:path';
import { Command } from 'commander';
import type { World } from '../../cli-context.ts';
import { withHelp } from '../../command-help.ts';

const help = {
  details: `Reads .env, or writes one with random secrets if there is none. Variables that
are set in the environment win over it; .env.example explains them all.

Directus runs on this machine, at DIRECTUS_URL. For a Directus elsewhere, run
only the API: npm run api

Ctrl-C stops the API, then Directus; a second Ctrl-C stops them by force.
Logs: data/logs/api.log and data/logs/directus.log.`,
  examples: [
    { line: 'genie up', says: 'what "npm start" does' },
    { line: 'genie up --dir /srv/genie', says: 'another folder for .env and data/' },
    { line: 'SERVER_PORT=4001 genie up', says: 'another port, this time only' },
  ],
  exitCodes: [
    [0, 'it was up and was told to stop'],
    [1, 'it did not come up, or a part of it died'],
    [130, 'Ctrl-C before it was up (128 + the number of the signal)'],
  ] as const,
};

/**
 * `genie up`: starts Directus and the API and keeps them until it's told to stop.
 *
 * @param onEnd receives the exit code when the command has ended
 */
export function createUpCommand(world: World, onEnd: (exitCode: number) => void): Command {
  const command = new Command('up')
    .summary('start Directus and the API')
    .description('Starts Directus and the API, and stops both on Ctrl-C.')
    .option('--dir <folder>', 'the folder of .env and data/ (default: the project)')
    .action(async (options: { dir?: string }) => {
      const { runUp } = await import('./run-up.ts');
      onEnd(await runUp(resolve(options.dir ?? world.projectDir), world));
    });
  return withHelp(command, help);
}
