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
      const { readPassword } = await import('./read-password.ts');
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
