import { Command, CommanderError } from 'commander';
import type { World } from './cli-context.ts';
import { withHelp } from './command-help.ts';
import { createCompletionCommand } from './commands/completion/completion-command.ts';
import {
  createRotateCommand,
  createStatusCommand,
} from './commands/credentials/credentials-command.ts';
import { createMigrateCommand, createStartCommand } from './commands/directus/directus-command.ts';
import { createDoctorCommand } from './commands/doctor/doctor-command.ts';
import { createOpenapiCommand } from './commands/openapi-command.ts';
import {
  createIntrospectionCommand,
  createNewCommand,
} from './commands/secrets/secrets-command.ts';
import { createUpCommand } from './commands/up/up-command.ts';
import {
  createCreateAdminCommand,
  createSignOutEverywhereCommand,
} from './commands/users/users-command.ts';
import { createStyle } from './terminal.ts';

const wrongUse = 2;

const help = {
  details: `From a checkout: npm run --silent genie -- <command>

Exit codes: 0 done; 1 a problem, told on stderr; 2 wrong use, such as an unknown
option; 128 + n ended by signal n. Each command's --help says what 1 means.
Colours appear in a terminal only, and never where NO_COLOR is set.`,
  examples: [
    { line: 'genie up', says: 'start everything' },
    { line: 'genie doctor', says: 'when something is wrong' },
    { line: 'genie users --help', says: 'what a command can do' },
  ],
};

/**
 * Runs `genie` with these arguments.
 *
 * @param args without the interpreter and the script
 * @returns the exit code: 0, 1 for a problem that was told on stderr, 2 for wrong use, 128 + n after signal n
 */
export async function runProgram(args: readonly string[], world: World): Promise<number> {
  let exitCode = 0;
  const program = createProgram(world, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : wrongUse;
    throw error;
  }
  return exitCode;
}

/**
 * `genie` with all its commands.
 *
 * @param onEnd receives the exit code of the command that was run
 */
export function createProgram(world: World, onEnd: (exitCode: number) => void): Command {
  const style = createStyle(world.hasColors);
  const program = new Command('genie')
    .description('Starts and looks after a Genie Helper installation.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void world.stdout.write(text),
      writeErr: (text) => void world.stderr.write(text),
      getOutHasColors: () => world.hasColors,
      getErrHasColors: () => world.hasColors,
      getOutHelpWidth: () => Math.min(world.columns, 100),
      getErrHelpWidth: () => Math.min(world.columns, 100),
    })
    .configureHelp({ styleTitle: style.strong })
    .showHelpAfterError('Run it with --help to see what there is.');
  const secrets = withHelp(
    new Command('secrets')
      .summary('show and make secrets')
      .description('Shows secrets, and makes new ones.'),
    { examples: [{ line: 'genie secrets new master-key' }] },
  );
  const credentials = withHelp(
    new Command('credentials')
      .summary('look after stored credentials')
      .description('Looks after stored credentials.'),
    { examples: [{ line: 'genie credentials status' }] },
  );
  const directus = withHelp(
    new Command('directus')
      .summary('run Directus on a server of its own')
      .description('Prepares a database, and runs Directus without the API.'),
    { examples: [{ line: 'genie directus migrate' }, { line: 'genie directus start' }] },
  );
  const users = withHelp(
    new Command('users')
      .summary('make administrators, end logins')
      .description('Makes administrators, and ends the logins of users.'),
    { examples: [{ line: 'genie users create-admin mia@example.com' }] },
  );
  const commands = [
    [program, createUpCommand(world, onEnd)],
    [program, createDoctorCommand(world, onEnd)],
    [program, directus],
    [directus, createMigrateCommand(world, onEnd)],
    [directus, createStartCommand(world, onEnd)],
    [program, users],
    [users, createCreateAdminCommand(world, onEnd)],
    [users, createSignOutEverywhereCommand(world, onEnd)],
    [program, secrets],
    [secrets, createIntrospectionCommand(world, onEnd)],
    [secrets, createNewCommand(world, onEnd)],
    [program, credentials],
    [credentials, createRotateCommand(world, onEnd)],
    [credentials, createStatusCommand(world, onEnd)],
    [program, createOpenapiCommand(world, onEnd)],
    [program, createCompletionCommand(program, world, onEnd)],
  ] as const;
  for (const [parent, command] of commands) {
    parent.addCommand(command.copyInheritedSettings(program));
  }
  return withHelp(program, help);
}
