import { join, resolve } from 'node:path';
import { Argument, Command } from 'commander';
import type { World } from '../../cli-context.ts';
import { withHelp } from '../../command-help.ts';
import { readEnvFile } from '../../installation/env-file.ts';

const introspectionHelp = {
  details: `"genie up" gives Directus these by itself. A Directus that runs elsewhere needs
them in its environment. They are secrets: they let their holder ask whose a
token is.`,
  examples: [{ line: 'genie secrets introspection >> directus.env' }],
  exitCodes: [[1, 'the shared secret is not set']] as const,
};

const variables = [
  ['RBAC_SYNC_WEBHOOK_SECRET', 'GENIE_INTROSPECTION_SECRET'],
  ['RBAC_SYNC_WEBHOOK_SECRET_PREVIOUS', 'GENIE_INTROSPECTION_SECRET_PREVIOUS'],
] as const;

/**
 * `genie secrets introspection`: prints what a Directus elsewhere needs in its environment.
 *
 * @param onEnd receives the exit code: 1 where the shared secret isn't set
 */
export function createIntrospectionCommand(
  world: World,
  onEnd: (exitCode: number) => void,
): Command {
  const command = new Command('introspection')
    .summary("print the session guard's secret for a Directus elsewhere")
    .description('Prints the variables that the session guard needs in its Directus.')
    .option('--dir <folder>', 'the folder of .env (default: the project)')
    .action(async (options: { dir?: string }) => {
      const { introspectionSecretOf } = await import('@genie-helper/environment');
      const file = await readEnvFile(join(resolve(options.dir ?? world.projectDir), '.env'));
      const lookUp = (name: string) => world.variables[name] || file?.variables[name] || undefined;
      if (lookUp(variables[0][0]) === undefined) {
        world.stderr.write(
          `${variables[0][0]} is not set, neither in .env nor in the environment.\n`,
        );
        return onEnd(1);
      }
      for (const [shared, derived] of variables) {
        const value = lookUp(shared);
        if (value === undefined) continue;
        world.stdout.write(`${derived}=string:${introspectionSecretOf(value)}\n`);
      }
      onEnd(0);
    });
  return withHelp(command, introspectionHelp);
}

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

/** What `genie secrets new` can make. */
const secretKinds = ['master-key', 'shared-secret', 'admin-token', 'directus-secret'] as const;

export type SecretKind = (typeof secretKinds)[number];
