import { Argument, type Command } from 'commander';
import type { CliContext } from '../../cli-context.ts';
import { withHelp } from '../../command-help.ts';

const shells = ['bash', 'zsh', 'fish'] as const;

const help = {
  details: `The script is made from the commands that there are; load it anew after an
update. "genie" must be in PATH: export PATH="$PWD/node_modules/.bin:$PATH"`,
  examples: [
    { line: 'source <(genie completion bash)', says: 'this shell, bash or zsh' },
    { line: 'genie completion bash >> ~/.bashrc', says: 'every bash from now on' },
    { line: 'genie completion zsh > ~/.zfunc/_genie', says: 'every zsh, ~/.zfunc being in fpath' },
    {
      line: 'genie completion fish > ~/.config/fish/completions/genie.fish',
      says: 'every fish from now on',
    },
  ],
};

/** Adds `genie completion <shell>`: prints a script that completes genie's commands and options. */
export function addCompletionCommand(program: Command, { stdout }: CliContext): void {
  withHelp(program.command('completion'), help)
    .summary("print a shell's script for completion")
    .description('Prints a script that lets a shell complete the commands and options of genie.')
    .addArgument(new Argument('<shell>', 'which shell').choices(shells))
    .action(async (shell: (typeof shells)[number]) => {
      const { collectEntries } = await import('./completion-entries.ts');
      const { renderBash, renderZsh, renderFish } = await import('./render-scripts.ts');
      const render = { bash: renderBash, zsh: renderZsh, fish: renderFish }[shell];
      stdout.write(render(collectEntries(program)));
    });
}
