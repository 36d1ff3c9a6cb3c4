import type { CommandWords } from './completion-entries.ts';
import { quoteForFish } from './quote.ts';

/** To be sourced, or kept as `genie.fish` in fish's folder of completions. */
export function renderFish(commands: readonly CommandWords[]): string {
  const paths = commands.slice(1).map(({ path }) => quoteForFish(path));
  return `# Completion of genie for fish. To load it: genie completion fish | source
function __genie_at --argument-names wanted
    set -l place genie
    for word in (commandline -opc)[2..-1]
        if contains -- "$place $word" ${paths.join(' ')}
            set place "$place $word"
        end
    end
    test "$place" = "$wanted"
end
complete -c genie -e
complete -c genie -f
${commands.flatMap(linesFor).join('\n')}
`;
}

function linesFor({ path, commands, options, values, pathOptions }: CommandWords): string[] {
  const start = `complete -c genie -n ${quoteForFish(`__genie_at ${quoteForFish(path)}`)}`;
  const words = [...commands, ...values].map(
    ({ value, says }) => `${start} -a ${quoteForFish(value)} -d ${quoteForFish(says)}`,
  );
  const flags = options.map(({ value, says }) => {
    const name = value.startsWith('--') ? `-l ${value.slice(2)}` : `-s ${value.slice(1)}`;
    const kind = pathOptions.find((option) => option.flags.includes(value))?.kind;
    const takes = kind === undefined ? '' : kind === 'file' ? ' -rF' : folders;
    return `${start} ${name}${takes} -d ${quoteForFish(says)}`;
  });
  return [...words, ...flags];
}

const folders = " -x -a '(__fish_complete_directories)'";
