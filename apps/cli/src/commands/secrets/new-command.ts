import { Argument, Command } from 'commander';
import type { World } from '../../world.ts';
import { explainSecret, newSecretLine, type SecretKind, secretKinds } from './new-secrets.ts';

const details = `
The values go to stdout, what to do with them to stderr. Nothing is written anywhere.

Example:
  npm run --silent genie -- secrets new master-key`;

/**
 * `genie secrets new [kind]`: prints new random values, all kinds unless one is named.
 *
 * @param onEnd receives the exit code
 */
export function createNewCommand(world: World, onEnd: (exitCode: number) => void): Command {
  const kind = new Argument('[kind]', 'which secret (default: all four)').choices(secretKinds);
  return new Command('new')
    .summary('print new secrets, and what to do with them')
    .description('Prints new random secrets as lines of .env, and what to do with them.')
    .addArgument(kind)
    .addHelpText('after', details)
    .action((named: SecretKind | undefined) => {
      for (const each of named === undefined ? secretKinds : [named]) {
        world.stdout.write(`${newSecretLine(each)}\n`);
        world.stderr.write(explainSecret(each));
      }
      onEnd(0);
    });
}
