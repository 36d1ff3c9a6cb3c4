import { type CommandWords, flagCases } from './completion-entries.ts';
import { quoteForSh } from './quote.ts';

/** Works in bash 3.2 too, and asks nothing of the package bash-completion. */
export function renderBash(commands: readonly CommandWords[]): string {
  const paths = commands.slice(1).map(({ path }) => quoteForSh(path));
  const cases = commands.map(({ path, commands, options, values }) => {
    const words = [...commands, ...values, ...options].map(({ value }) => value);
    return `    ${quoteForSh(path)}) words=${quoteForSh(words.join(' '))} ;;`;
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
