import { type CommandWords, flagCases, type Word } from './completion-entries.ts';
import { quoteForSh } from './quote.ts';

/** To be sourced, or kept as `_genie` in a folder of `fpath`. */
export function renderZsh(commands: readonly CommandWords[]): string {
  const paths = commands.slice(1).map(({ path }) => quoteForSh(path));
  const cases = commands.map(({ path, commands, options, values }) => {
    const lists = [
      `entries=(${describe([...commands, ...values])})`,
      `flags=(${describe(options)})`,
    ];
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

function describe(words: readonly Word[]): string {
  return words
    .map(({ value, says }) => quoteForSh(`${value.replaceAll(':', '\\:')}:${says}`))
    .join(' ');
}
