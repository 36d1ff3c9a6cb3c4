import { Argument, Command } from 'commander';
import type { World } from '../../cli-context.ts';
import { withHelp } from '../../command-help.ts';
import { type SecretKind, secretKinds } from './secret-kinds.ts';

const newHelp = {
  details: 'The values go to stdout, what to do with them to stderr. Nothing is written.',
  examples: [
    { line: 'genie secrets new', says: 'one of each' },
    { line: 'genie secrets new master-key', says: 'the key of the vault' },
  ],
};

/**
 * `genie secrets new [kind]`: prints new random values, all kinds unless one is named.
 *
 * @param onEnd receives the exit code
 */
export function createNewCommand(world: World, onEnd: (exitCode: number) => void): Command {
  const kind = new Argument('[kind]', 'which secret (default: all four)').choices(secretKinds);
  const command = new Command('new')
    .summary('print new secrets, and what to do with them')
    .description('Prints new random secrets as lines of .env, and what to do with them.')
    .addArgument(kind)
    .action(async (named: SecretKind | undefined) => {
      const { explainSecret, newSecretLine } = await import('./new-secrets.ts');
      for (const each of named === undefined ? secretKinds : [named]) {
        world.stdout.write(`${newSecretLine(each)}\n`);
        world.stderr.write(explainSecret(each));
      }
      onEnd(0);
    });
  return withHelp(command, newHelp);
}
