import type { Command } from 'commander';
import type { CliContext } from '../../cli-context.ts';
import { type DirOption, dirOption, withHelp } from '../../command-help.ts';

const help = {
  details: `Looks at this machine, .env and its secrets, the ports, the database, Directus
with its guards, permissions and stored credentials, HTTPS, Redis and the
model's server. Says what is wrong and how to fix it. It changes nothing, but
for one key that it sets in Redis and removes again. No secret is shown.

With --json each check has a stable id, such as env.file_mode, and a status: ok,
warn, fail, or skipped (not in use; or waitsFor names what must be fixed
first).`,
  examples: [
    { line: 'genie doctor' },
    { line: 'genie doctor --dir /srv/genie', says: 'the installation in another folder' },
    { line: 'genie doctor --json', says: 'for scripts' },
  ],
  exitCodes: [
    [0, 'all is well; there may be warnings'],
    [1, 'something is to be fixed'],
  ] as const,
};

/** Adds `genie doctor`: says what is wrong with an installation and how to fix it. */
export function addDoctorCommand(
  program: Command,
  context: CliContext,
  onEnd: (exitCode: number) => void,
): void {
  withHelp(program.command('doctor'), help)
    .summary('say what is wrong with an installation, and how to fix it')
    .description('Looks an installation over, and says how to fix what is wrong.')
    .addOption(dirOption(context, '.env and data/'))
    .option('--json', 'print what was found as JSON')
    .action(async ({ dir, json = false }: DirOption & { json?: boolean }) => {
      const { runDoctor } = await import('./run-doctor.ts');
      onEnd(await runDoctor(dir, context, { isJson: json }));
    });
}
