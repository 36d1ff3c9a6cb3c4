import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { CliContext } from './cli-context.ts';

/** A line that people can type, and what it's for. */
export interface Example {
  line: string;
  says?: string;
}

/** What `--help` and docs/reference/cli.md say of a command beyond its arguments. */
export interface CommandHelp {
  /** Lines of at most 80 characters. */
  details?: string;
  examples: readonly Example[];
  /** What an exit code means here; 0 and 2 mean the same everywhere. */
  exitCodes?: readonly (readonly [code: number, meaning: string])[];
}

const helps = new WeakMap<Command, CommandHelp>();
const linesFrom = 42;

/** Adds this to a command's `--help`. @returns the command */
export function withHelp(command: Command, help: CommandHelp): Command {
  helps.set(command, help);
  return command.addHelpText('after', `\n${renderHelp(help)}`);
}

/** What `withHelp` was given for this command. */
export function helpOf(command: Command): CommandHelp | undefined {
  return helps.get(command);
}

/** `--dir` as an absolute path; the project unless given. @param holds what is in the folder */
export function dirOption({ projectDir }: Pick<CliContext, 'projectDir'>, holds = '.env'): Option {
  return new Option('--dir <folder>', `the folder of ${holds}`)
    .argParser((folder) => resolve(folder))
    .default(projectDir, 'the project');
}

/** What `dirOption` gives to an action. */
export interface DirOption {
  dir: string;
}

function renderHelp({ details, examples, exitCodes }: CommandHelp): string {
  const title = examples.length === 1 ? 'Example:' : 'Examples:';
  const blocks = [
    details,
    exitCodes && ['Exit codes:', ...exitCodes.map(([code, what]) => `  ${code}  ${what}`)],
    [title, ...examples.map(renderExample)],
  ];
  return blocks
    .filter((block) => block !== undefined)
    .map((block) => (typeof block === 'string' ? block : block.join('\n')))
    .join('\n\n');
}

function renderExample({ line, says }: Example): string {
  if (says === undefined) return `  ${line}`;
  const isShort = line.length < linesFrom - 4;
  return isShort ? `  ${line.padEnd(linesFrom - 2)}${says}` : `  # ${says}\n  ${line}`;
}
