import { join, resolve } from 'node:path';
import { Command } from 'commander';
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
