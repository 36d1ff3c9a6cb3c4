import type { Command, Option } from 'commander';

/** What can follow on a command line, with what it's for. */
export interface Entry {
  value: string;
  says: string;
}

/** An option whose value is a file or a folder. */
export interface PathOption {
  flags: readonly string[];
  kind: 'folder' | 'file';
}

const helpOption = { value: '--help', says: 'show what there is' };

/** What completion knows of one command. */
export type CommandEntries = ReturnType<typeof entriesOf>;

function entriesOf(command: Command, commands: readonly Command[], path: string) {
  const ofCommands: Entry[] = commands.map((each) => ({
    value: each.name(),
    says: each.summary() || each.description(),
  }));
  const options: Entry[] = command.options.flatMap((option) =>
    flagsOf(option).map((value) => ({ value, says: option.description })),
  );
  /** The values that its argument can have. */
  const values: Entry[] = command.registeredArguments.flatMap(({ argChoices = [], description }) =>
    argChoices.map((value) => ({ value, says: description })),
  );
  return {
    /** The command line that leads to it, such as `genie users`. */
    path,
    /** What isn't an option: commands, and the values of the argument. */
    words: [...ofCommands, ...values],
    options: [...options, helpOption],
    pathOptions: command.options.flatMap(toPathOption),
  };
}

/** The program and all its commands, the program first. */
export function collectEntries(command: Command, path = command.name()): CommandEntries[] {
  const commands = command.createHelp().visibleCommands(command);
  return [
    entriesOf(command, commands, path),
    ...commands
      .filter((each) => each.name() !== 'help')
      .flatMap((each) => collectEntries(each, `${path} ${each.name()}`)),
  ];
}

function toPathOption(option: Option): PathOption[] {
  const flags = flagsOf(option);
  if (option.flags.includes('<folder>')) return [{ flags, kind: 'folder' }];
  return option.flags.includes('<file>') ? [{ flags, kind: 'file' }] : [];
}

function flagsOf({ short, long }: Option): string[] {
  return [short, long].filter((flag) => flag !== undefined);
}

/**
 * One branch of a shell's `case` for the options that take a path of this kind, or nothing where there are none.
 *
 * @param render makes it from patterns such as `'genie up --dir'`
 */
export function flagCases(
  commands: readonly CommandEntries[],
  kind: PathOption['kind'],
  render: (patterns: string) => string,
): string {
  const patterns = commands.flatMap(({ path, pathOptions }) =>
    pathOptions
      .filter((option) => option.kind === kind)
      .flatMap(({ flags }) => flags.map((flag) => `'${path} ${flag}'`)),
  );
  return patterns.length === 0 ? '' : render(patterns.join(' | '));
}
