import { resolve } from 'node:path';
import { Command } from 'commander';
import type { World } from '../../cli-context.ts';
import { withHelp } from '../../command-help.ts';

const help = {
  details: `Looks at this machine, .env and its secrets, the ports, Directus with its guards
and permissions, HTTPS, Redis and the model's server. Says what is wrong and how
to mend it, and changes nothing. No secret is shown.

With --json each check has a stable id, such as env.file_mode, and a status: ok,
warn, fail, or skipped (not in use; or waitsFor names what must be mended
first).`,
  examples: [
    { line: 'genie doctor' },
    { line: 'genie doctor --dir /srv/genie', says: 'the installation in another folder' },
    { line: 'genie doctor --json', says: 'for scripts' },
  ],
  exitCodes: [
    [0, 'all is well; there may be warnings'],
    [1, 'something is to be mended'],
  ] as const,
};

/**
 * `genie doctor`: says what is wrong with an installation and how to mend it.
 *
 * @param onEnd receives the exit code
 */
export function createDoctorCommand(world: World, onEnd: (exitCode: number) => void): Command {
  const command = new Command('doctor')
    .summary('say what is wrong with an installation, and how to mend it')
    .description('Looks an installation over, and says how to mend what is wrong.')
    .option('--dir <folder>', 'the folder of .env and data/ (default: the project)')
    .option('--json', 'print what was found as JSON')
    .action(async ({ dir, json }: { dir?: string; json?: boolean }) => {
      const { runDoctor } = await import('./run-doctor.ts');
      const isJson = json === true;
      onEnd(await runDoctor(resolve(dir ?? world.projectDir), world, { isJson }));
    });
  return withHelp(command, help);
}
