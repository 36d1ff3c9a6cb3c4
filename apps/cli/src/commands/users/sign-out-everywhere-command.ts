import { Command } from 'commander';
import type { World } from '../../cli-context.ts';
import { withHelp } from '../../command-help.ts';

const signOutEverywhereHelp = {
  details: `Access and refresh tokens of all the user's devices are dead from the next
request on, the console's session too. The user may log in again; to prevent
that, suspend the user in Directus.`,
  examples: [
    { line: 'genie users sign-out-everywhere mia@example.com' },
    { line: 'genie users sign-out-everywhere mia@example.com --dir /srv/genie' },
  ],
  exitCodes: [[1, 'no login was ended; stderr says why']] as const,
};

/**
 * `genie users sign-out-everywhere <email>`: ends all logins of a user.
 *
 * @param onEnd receives the exit code
 */
export function createSignOutEverywhereCommand(
  world: World,
  onEnd: (exitCode: number) => void,
): Command {
  const command = new Command('sign-out-everywhere')
    .summary('end all logins of a user')
    .description('Ends all logins of a user, on every device.')
    .argument('<email>', "the user's e-mail")
    .option('--dir <folder>', 'the folder of .env (default: the project)')
    .action(async (email: string, options: { dir?: string }) => {
      const { runUsersCommand } = await import('./run-users-command.ts');
      const { signOutEverywhere } = await import('./sign-out-everywhere.ts');
      const exitCode = await runUsersCommand(world, options.dir, async (admin) => {
        const { ended, hasStaticToken } = await signOutEverywhere(admin, email);
        const logins = ended === 1 ? '1 login' : `${ended} logins`;
        world.stdout.write(`${logins} of ${email} ended.\n`);
        if (!hasStaticToken) return;
        world.stderr.write(
          'This user also has a static token, which still opens Directus and the API. Remove it in Directus, field Token.\n',
        );
      });
      onEnd(exitCode);
    });
  return withHelp(command, signOutEverywhereHelp);
}
