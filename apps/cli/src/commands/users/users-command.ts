import { Command } from 'commander';
import type { World } from '../../cli-context.ts';
import { withHelp } from '../../command-help.ts';

const createAdminHelp = {
  details: `Asks for the password twice, without showing it. Where stdin is no terminal, the
password is its first line. It is never an argument, which every user of this
machine could read. It must have 12 characters or more.`,
  examples: [
    { line: 'genie users create-admin mia@example.com' },
    {
      line: 'genie users create-admin mia@example.com < password.txt',
      says: 'without a terminal',
    },
  ],
  exitCodes: [[1, 'the administrator was not made; stderr says why']] as const,
};

/**
 * `genie users create-admin <email>`: makes an administrator in Directus.
 *
 * @param onEnd receives the exit code
 */
export function createCreateAdminCommand(world: World, onEnd: (exitCode: number) => void): Command {
  const command = new Command('create-admin')
    .summary('make an administrator')
    .description('Makes a user of Directus who is an administrator.')
    .argument('<email>', 'the e-mail that they log in with')
    .option('--dir <folder>', 'the folder of .env (default: the project)')
    .action(async (email: string, options: { dir?: string }) => {
      const { runUsersCommand } = await import('./run-users-command.ts');
      const { readPassword } = await import('./create-admin.ts');
      const { createAdmin, findAdministratorRole } = await import('./create-admin.ts');
      const exitCode = await runUsersCommand(world, options.dir, async (admin) => {
        // First, so that nobody types a password for nothing.
        const role = await findAdministratorRole(admin);
        await createAdmin(admin, { email, role, password: await readPassword(world) });
        world.stdout.write(`${email} is an administrator now.\n`);
      });
      onEnd(exitCode);
    });
  return withHelp(command, createAdminHelp);
}

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
