import type { Command } from 'commander';
import type { CliContext } from '../../cli-context.ts';
import { type DirOption, dirOption, withHelp } from '../../command-help.ts';

const help = {
  details: `Reads .env, or writes one with random secrets if there is none. Variables that
are set in the environment win over it; .env.example explains them all.

Directus runs on this machine, at DIRECTUS_URL. For a Directus elsewhere, run
only the API: npm run api

A data/ is for one at a time: a second one is refused, on other ports too.

Ctrl-C stops the API, then Directus; a second Ctrl-C stops them by force.
Logs: data/logs/api.log and data/logs/directus.log. Past 20 MB a log
begins anew; its last five stay beside it, api.log.1 being the newest.`,
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

/** Adds `genie up`: starts Directus and the API and keeps them until it's told to stop. */
export function addUpCommand(
  program: Command,
  context: CliContext,
  onEnd: (exitCode: number) => void,
): void {
  withHelp(program.command('up'), help)
    .summary('start Directus and the API')
    .description('Starts Directus and the API, and stops both on Ctrl-C.')
    .addOption(dirOption(context, '.env and data/'))
    .action(async ({ dir }: DirOption) => {
      const { runUp } = await import('./run-up.ts');
      onEnd(await runUp(dir, context));
    });
}
