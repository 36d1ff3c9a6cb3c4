import { Argument, Command } from 'commander';
import type { World } from '../../cli-context.ts';
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

/**
 * `genie completion <shell>`: prints a script that completes genie's commands and options.
 *
 * @param program whose commands there are, once all have been added
 */
export function createCompletionCommand(
  program: Command,
  world: World,
  onEnd: (exitCode: number) => void,
): Command {
  const command = new Command('completion')
    .summary("print a shell's script for completion")
    .description('Prints a script that lets a shell complete the commands and options of genie.')
    .addArgument(new Argument('<shell>', 'which shell').choices(shells))
    .action(async (shell: (typeof shells)[number]) => {
      const { collectWords } = await import('./completion-entries.ts');
      const { renderBash } = await import('./render-scripts.ts');
      const { renderZsh } = await import('./render-scripts.ts');
      const { renderFish } = await import('./render-scripts.ts');
      const render = { bash: renderBash, zsh: renderZsh, fish: renderFish }[shell];
      world.stdout.write(render(collectWords(program)));
      onEnd(0);
    });
  return withHelp(command, help);
}
