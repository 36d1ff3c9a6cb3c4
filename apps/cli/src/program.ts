import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Command, CommanderError } from 'commander';
import type { CliContext } from './cli-context.ts';
import { withHelp } from './command-help.ts';
import { addAuditCommands } from './commands/audit/audit-command.ts';
import { addClientsCommands } from './commands/clients/clients-command.ts';
import { addCompletionCommand } from './commands/completion/completion-command.ts';
import { addCredentialsCommands } from './commands/credentials/credentials-command.ts';
import { addDataCommands } from './commands/data/data-command.ts';
import { addDirectusCommands } from './commands/directus/directus-command.ts';
import { addDoctorCommand } from './commands/doctor/doctor-command.ts';
import { addMailCommands } from './commands/mail/mail-command.ts';
import { addSecretsCommands } from './commands/secrets/secrets-command.ts';
import { addUpCommand } from './commands/up/up-command.ts';
import { addUsersCommands } from './commands/users/users-command.ts';
import { fileError, outputError, tellError } from './installation/cli-error.ts';
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
export async function runProgram(args: readonly string[], context: CliContext): Promise<number> {
  let exitCode = 0;
  const program = createProgram(context, (code) => {
    exitCode = code;
  });
  try {
    await parse(program, args);
    if (exitCode !== 0) return exitCode;
    // What somebody keeps, such as a new secret, is nowhere else; who reads no further, as `head`, has what he wants.
    const failure = await context.outputFailure();
    if (failure !== undefined && failure !== 'EPIPE') throw outputError(failure);
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return wrongUse;
    return await tellError(error, context);
  }
}

/** @throws CommanderError where it's used wrongly; what the command throws */
async function parse(program: Command, args: readonly string[]): Promise<void> {
  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    // Help and version end that way as well.
    if (!(error instanceof CommanderError && error.exitCode === 0)) throw error;
  }
}

/**
 * `genie` with all its commands.
 *
 * @param onEnd receives the exit code of a command that ended without an error, where it isn't 0
 */
export function createProgram(context: CliContext, onEnd: (exitCode: number) => void): Command {
  const style = createStyle(context.hasColors);
  const program = withHelp(new Command('genie'), help)
    .description('Starts and looks after a Genie Helper installation.')
    .version(context.version, '--version', 'print the version')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void context.stdout.write(text),
      writeErr: (text) => void context.stderr.write(text),
      getOutHasColors: () => context.hasColors,
      getErrHasColors: () => context.hasColors,
      getOutHelpWidth: () => Math.min(context.columns, 100),
      getErrHelpWidth: () => Math.min(context.columns, 100),
    })
    .configureHelp({ styleTitle: style.strong })
    .showHelpAfterError('Run it with --help to see what there is.');
  addUpCommand(program, context, onEnd);
  addDoctorCommand(program, context, onEnd);
  addDirectusCommands(program, context, onEnd);
  addUsersCommands(program, context);
  addMailCommands(program, context);
  addSecretsCommands(program, context);
  addCredentialsCommands(program, context);
  addClientsCommands(program, context);
  addDataCommands(program, context);
  addAuditCommands(program, context, onEnd);
  addOpenapiCommand(program, context);
  addCompletionCommand(program, context);
  return program;
}

const openapiHelp = {
  details: 'The API serves the same under /openapi.json.',
  examples: [
    { line: 'genie openapi', says: 'print it' },
    { line: 'genie openapi --output api.json', says: 'write it to a file' },
  ],
  exitCodes: [[1, "docs/openapi.json isn't there, or the file can't be written"]] as const,
};

/** Adds `genie openapi`: prints the API's OpenAPI document, or writes it to a file. */
function addOpenapiCommand(program: Command, context: CliContext): void {
  withHelp(program.command('openapi'), openapiHelp)
    .summary("print the API's OpenAPI document")
    .description("Prints the API's OpenAPI document, or writes it to a file.")
    .option('-o, --output <file>', 'write it there')
    .action(async ({ output }: { output?: string }) => {
      const source = join(context.projectDir, 'docs', 'openapi.json');
      const text = await readFile(source, 'utf8').catch((error: unknown) => {
        throw fileError(source, 'read', error, 'Run "npm run generate", which makes it.');
      });
      if (output === undefined) return void context.stdout.write(text);
      const path = resolve(output);
      await writeFile(path, text).catch((error: unknown) => {
        throw fileError(path, 'written', error, 'Name a file in a folder that you can write.');
      });
      context.stderr.write(`Wrote ${path}.\n`);
    });
}
