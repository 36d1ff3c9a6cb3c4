import { Command, CommanderError } from 'commander';
import { createRotateCommand } from './commands/credentials/rotate-command.ts';
import { createStatusCommand } from './commands/credentials/status-command.ts';
import { createIntrospectionCommand } from './commands/secrets/introspection-command.ts';
import { createNewCommand } from './commands/secrets/new-command.ts';
import { createUpCommand } from './commands/up/up-command.ts';
import type { World } from './world.ts';

/**
 * Runs `genie` with these arguments.
 *
 * @param args without the interpreter and the script
 * @returns the exit code: 0, 1 for a problem that was told on stderr, 128 + n after signal n
 */
export async function runProgram(args: readonly string[], world: World): Promise<number> {
  let exitCode = 0;
  const program = new Command('genie')
    .description('Starts and looks after a Genie Helper installation.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void world.stdout.write(text),
      writeErr: (text) => void world.stderr.write(text),
    })
    .showHelpAfterError('Run "genie --help" to see what there is.');
  const onEnd = (code: number) => {
    exitCode = code;
  };
  const secrets = new Command('secrets')
    .summary('show and make secrets')
    .description('Shows secrets, and makes new ones.');
  const credentials = new Command('credentials')
    .summary('look after stored credentials')
    .description('Looks after stored credentials.');
  const commands = [
    [program, createUpCommand(world, onEnd)],
    [program, secrets],
    [secrets, createIntrospectionCommand(world, onEnd)],
    [secrets, createNewCommand(world, onEnd)],
    [program, credentials],
    [credentials, createRotateCommand(world, onEnd)],
    [credentials, createStatusCommand(world, onEnd)],
  ] as const;
  for (const [parent, command] of commands) {
    parent.addCommand(command.copyInheritedSettings(program));
  }
  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    throw error;
  }
  return exitCode;
}
