import type { Command } from 'commander';
import type { CliContext } from '../../cli-context.ts';
import { type DirOption, dirOption, withHelp } from '../../command-help.ts';

/** Adds `genie users` with its commands. */
export function addUsersCommands(program: Command, context: CliContext): void {
  const users = withHelp(program.command('users'), {
    examples: [{ line: 'genie users create-admin mia@example.com' }],
  })
    .summary('make administrators, end sessions, take second factors off, see who leaves')
    .description(
      'Makes administrators, ends the sessions of users, takes second factors off, and shows who leaves.',
    );
  addCreateAdminCommand(users, context);
  addSignOutEverywhereCommand(users, context);
  addTwoFactorOffCommand(users, context);
  addDeletionsCommand(users, context);
}

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

/** `genie users create-admin <email>`: makes an administrator in Directus. */
function addCreateAdminCommand(users: Command, context: CliContext): void {
  withHelp(users.command('create-admin'), createAdminHelp)
    .summary('make an administrator')
    .description('Makes a user of Directus who is an administrator.')
    .argument('<email>', 'the e-mail that they log in with')
    .addOption(dirOption(context))
    .action(async (email: string, { dir }: DirOption) => {
      const { openInstallation } = await import('../../installation/directus-admin.ts');
      const { createAdmin, findAdministratorRole, readPassword } = await import(
        './create-admin.ts'
      );
      const admin = await openInstallation(dir, context.variables);
      // First, so that nobody types a password for nothing.
      const role = await findAdministratorRole(admin);
      await createAdmin(admin, { email, role, password: await readPassword(context) });
      context.stdout.write(`${email} is an administrator now.\n`);
    });
}

const signOutEverywhereHelp = {
  details: `Access and refresh tokens of all the user's devices are dead from the next
request on, the console's session too. The user may log in again; to prevent
that, suspend the user in Directus.`,
  examples: [
    { line: 'genie users sign-out-everywhere mia@example.com' },
    { line: 'genie users sign-out-everywhere mia@example.com --dir /srv/genie' },
  ],
  exitCodes: [[1, 'no session was ended; stderr says why']] as const,
};

/** `genie users sign-out-everywhere <email>`: ends all sessions of a user. */
function addSignOutEverywhereCommand(users: Command, context: CliContext): void {
  withHelp(users.command('sign-out-everywhere'), signOutEverywhereHelp)
    .summary('end all sessions of a user')
    .description('Ends all sessions of a user, on every device.')
    .argument('<email>', "the user's e-mail")
    .addOption(dirOption(context))
    .action(async (email: string, { dir }: DirOption) => {
      const { openInstallation } = await import('../../installation/directus-admin.ts');
      const { signOutEverywhere } = await import('./sign-out-everywhere.ts');
      const admin = await openInstallation(dir, context.variables);
      const { ended, hasStaticToken } = await signOutEverywhere(admin, email);
      const sessions = ended === 1 ? '1 session' : `${ended} sessions`;
      context.stdout.write(`${sessions} of ${email} ended.\n`);
      if (!hasStaticToken) return;
      context.stderr.write(
        'This user also has a static token, which still opens Directus and the API. Remove it in Directus, field Token.\n',
      );
    });
}

const deletionsHelp = {
  details: `Whoever deletes the own account can have it back for seven days by a link in a
mail, or by an administrator who sets its status to active in Directus. After
that an API process erases it, within minutes; "overdue" says that none did.`,
  examples: [{ line: 'genie users deletions' }, { line: 'genie users deletions --dir /srv/genie' }],
  exitCodes: [[1, 'it could not be read; stderr says why']] as const,
};

/** `genie users deletions`: accounts that their owners have deleted and that aren't erased yet. */
function addDeletionsCommand(users: Command, context: CliContext): void {
  withHelp(users.command('deletions'), deletionsHelp)
    .summary('list accounts that are about to go')
    .description('Lists the accounts that their owners have deleted, with the time of the erasure.')
    .addOption(dirOption(context))
    .action(async ({ dir }: DirOption) => {
      const { openInstallation } = await import('../../installation/directus-admin.ts');
      const { listDeletions } = await import('./list-deletions.ts');
      const admin = await openInstallation(dir, context.variables);
      context.stdout.write(await listDeletions(admin, context.wallClock()));
    });
}

const twoFactorOffHelp = {
  details: `For whoever has lost the authenticator and the recovery codes, the last
administrator too. The password alone signs in then, and the user is told by
mail. Make sure that it's really the owner who asks. Sessions go on.`,
  examples: [{ line: 'genie users two-factor-off mia@example.com' }],
  exitCodes: [[1, 'nothing was taken off; stderr says why']] as const,
};

/** `genie users two-factor-off <email>`: takes the second factor of a user off. */
function addTwoFactorOffCommand(users: Command, context: CliContext): void {
  withHelp(users.command('two-factor-off'), twoFactorOffHelp)
    .summary('take the second factor of a user off')
    .description('Takes the second factor of a user off, with its recovery codes.')
    .argument('<email>', "the user's e-mail")
    .addOption(dirOption(context))
    .action(async (email: string, { dir }: DirOption) => {
      const { openInstallation } = await import('../../installation/directus-admin.ts');
      const { takeTwoFactorOff } = await import('./two-factor-off.ts');
      const admin = await openInstallation(dir, context.variables);
      const wasOn = await takeTwoFactorOff(admin, email);
      const done = wasOn ? 'has no second factor any more' : 'had no second factor';
      context.stdout.write(`${email} ${done}.\n`);
    });
}
