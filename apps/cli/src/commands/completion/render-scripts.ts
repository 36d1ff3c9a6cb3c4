import { type CommandEntries, type Entry, flagCases } from './completion-entries.ts';

/** Works in bash 3.2 too, and asks nothing of the package bash-completion. */
export function renderBash(commands: readonly CommandEntries[]): string {
  const paths = commands.slice(1).map(({ path }) => quoteForSh(path));
  const cases = commands.map(({ path, words, options }) => {
    const all = [...words, ...options].map(({ value }) => value);
    return `    ${quoteForSh(path)}) words=${quoteForSh(all.join(' '))} ;;`;
  });
  return `# Completion of genie for bash. To load it: source <(genie completion bash)
_genie() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]}
  local path=genie words= index IFS=$'\\n'
  for ((index = 1; index < COMP_CWORD; index++)); do
    case "$path \${COMP_WORDS[index]}" in
      ${paths.join(' | ')})
        path="$path \${COMP_WORDS[index]}" ;;
    esac
  done
  case "$path $previous" in
${flagCases(commands, 'folder', (pattern) => `    ${pattern})\n      compopt -o filenames 2> /dev/null\n      COMPREPLY=($(compgen -d -- "$current")); return ;;`)}
${flagCases(commands, 'file', (pattern) => `    ${pattern})\n      compopt -o filenames 2> /dev/null\n      COMPREPLY=($(compgen -f -- "$current")); return ;;`)}
  esac
  case "$path" in
${cases.join('\n')}
  esac
  IFS=$' \\t\\n'
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -F _genie genie
`;
}

/** To be sourced, or kept as `_genie` in a folder of `fpath`. */
export function renderZsh(commands: readonly CommandEntries[]): string {
  const paths = commands.slice(1).map(({ path }) => quoteForSh(path));
  const cases = commands.map(({ path, words, options }) => {
    const lists = [`entries=(${describe(words)})`, `flags=(${describe(options)})`];
    return `    (${quoteForSh(path)})\n      ${lists.join('\n      ')} ;;`;
  });
  return `#compdef genie
# Completion of genie for zsh. To load it: source <(genie completion zsh)
_genie() {
  local place=genie previous="\${words[CURRENT-1]}" index
  local -a entries flags
  for ((index = 2; index < CURRENT; index++)); do
    case "$place \${words[index]}" in
      (${paths.join(' | ')})
        place="$place \${words[index]}" ;;
    esac
  done
  case "$place $previous" in
${flagCases(commands, 'folder', (patterns) => `    (${patterns}) _files -/; return ;;`)}
${flagCases(commands, 'file', (patterns) => `    (${patterns}) _files; return ;;`)}
  esac
  case "$place" in
${cases.join('\n')}
  esac
  if [[ "\${words[CURRENT]}" == -* ]]; then
    _describe -o option flags
  else
    _describe entry entries
  fi
}
if [[ "\${funcstack[1]}" == _genie ]]; then
  _genie "$@"
else
  compdef _genie genie
fi
`;
}

function describe(words: readonly Entry[]): string {
  return words
    .map(({ value, says }) => quoteForSh(`${value.replaceAll(':', '\\:')}:${says}`))
    .join(' ');
}

/** To be sourced, or kept as `genie.fish` in fish's folder of completions. */
export function renderFish(commands: readonly CommandEntries[]): string {
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

function linesFor({ path, words, options, pathOptions }: CommandEntries): string[] {
  const start = `complete -c genie -n ${quoteForFish(`__genie_at ${quoteForFish(path)}`)}`;
  const entries = words.map(
    ({ value, says }) => `${start} -a ${quoteForFish(value)} -d ${quoteForFish(says)}`,
  );
  const flags = options.map(({ value, says }) => {
    const name = value.startsWith('--') ? `-l ${value.slice(2)}` : `-s ${value.slice(1)}`;
    const kind = pathOptions.find((option) => option.flags.includes(value))?.kind;
    const takes = kind === undefined ? '' : kind === 'file' ? ' -rF' : folders;
    return `${start} ${name}${takes} -d ${quoteForFish(says)}`;
  });
  return [...entries, ...flags];
}

const folders = " -x -a '(__fish_complete_directories)'";

/** One word of bash and zsh, whatever is in it. */
function quoteForSh(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** One word of fish, whatever is in it. */
function quoteForFish(text: string): string {
  return `'${text.replace(/[\\']/g, String.raw`\$&`)}'`;
}
