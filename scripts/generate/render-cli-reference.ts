import type { Command } from 'commander';
import { createCliContext } from '../../apps/cli/src/cli-context.ts';
import { helpOf } from '../../apps/cli/src/command-help.ts';
import { createChecks } from '../../apps/cli/src/commands/doctor/run-doctor.ts';

import { createProgram } from '../../apps/cli/src/program.ts';

const head = `# The command \`genie\`

Made from apps/cli by "npm run generate". From a checkout it's called as \`npm run --silent genie -- <command>\`, or as
\`genie\` with \`node_modules/.bin\` in \`PATH\`.

| exit code | what it means |
|---|---|
| 0 | done |
| 1 | a problem, told on stderr; below it says what that is for each command |
| 2 | wrong use: an unknown command or option, a missing argument |
| 128 + n | ended by signal n |

\`genie --version\` prints the version. Colours appear in a terminal only, and never where \`NO_COLOR\` is set.
`;

/** docs/reference/cli.md: every command as `--help` tells it, and what `genie doctor` looks at. */
export function renderCliReference(): string {
  const context = { ...createCliContext(() => {}), hasColors: false, columns: 80 };
  const program = createProgram(context, () => {});
  const sections = program.commands.flatMap((command) => renderCommand(command, 'genie'));
  return `${[head.trimEnd(), ...sections, renderChecks(context)].join('\n\n')}\n`;
}

function renderCommand(command: Command, parent: string): string[] {
  const path = `${parent} ${command.name()}`;
  if (command.commands.length > 0)
    return command.commands.flatMap((each) => renderCommand(each, path));
  const { details, examples = [], exitCodes = [] } = helpOf(command) ?? {};
  const codes = exitCodes.map(([code, meaning]) => `- Exit code ${code}: ${meaning}.`).join('\n');
  const lines = examples.map(({ line, says }) =>
    says === undefined ? line : `# ${says}\n${line}`,
  );
  return [
    `## \`${path}\``,
    command.description(),
    renderUsage(command),
    ...(details === undefined ? [] : [escapeMarkdown(details)]),
    ...(codes === '' ? [] : [codes]),
    `\`\`\`sh\n${lines.join('\n')}\n\`\`\``,
  ];
}

function renderUsage(command: Command): string {
  const help = command.createHelp();
  const rows = [
    ...help
      .visibleArguments(command)
      .map((argument) => [help.argumentTerm(argument), help.argumentDescription(argument)]),
    ...help
      .visibleOptions(command)
      .map((option) => [help.optionTerm(option), help.optionDescription(option)]),
  ];
  const table = rows.map(([term, says = '']) => `| \`${term}\` | ${escapeMarkdown(says)} |`);
  return ['| | |', '|---|---|', ...table].join('\n');
}

/** The ids are the same for every installation, so an empty one will do. */
function renderChecks(context: ReturnType<typeof createCliContext>): string {
  const envFile = { kind: 'missing' as const };
  const installation = { dir: '', envPath: '', envFile, texts: {}, values: {}, problems: [] };
  const rows = createChecks({ installation, context }).map(
    ({ id, holds }) => `| \`${id}\` | ${escapeMarkdown(holds)} |`,
  );
  return [
    '## What `genie doctor` looks at',
    "With `--json` it prints `{ok, dir, tookMs, counts, checks}`; each check has an `id` of this table, which doesn't\nchange, a `status` (`ok`, `warn`, `fail`, `skipped`), a `message`, and where they apply `details`, `fix` and\n`waitsFor`. A check that is `skipped` without `waitsFor` isn't part of this installation.",
    ['| id | holds that |', '|---|---|', ...rows].join('\n'),
  ].join('\n\n');
}

function escapeMarkdown(text: string): string {
  return text.replace(/[<|]/g, String.raw`\$&`);
}
