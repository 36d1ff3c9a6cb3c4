import { Command } from 'commander';
import type { World } from '../../world.ts';
import { countKeys } from './count-keys.ts';
import { renderKeyTable } from './render-key-table.ts';
import { runCredentialsCommand } from './run-credentials-command.ts';
import { createSealedRecords } from './sealed-records.ts';

/**
 * `genie credentials status`: shows how many records are on which key. Opens none.
 *
 * @param onEnd receives the exit code: 1 if a record is on a key that isn't in the keyring
 */
export function createStatusCommand(world: World, onEnd: (exitCode: number) => void): Command {
  return new Command('status')
    .summary('show how many stored credentials are on which key')
    .description('Shows how many stored credentials are on which key, without opening any.')
    .option('--dir <folder>', 'the folder of .env (default: the project)')
    .addHelpText('after', '\nExits with 1 if a record is on a key that nobody has given.')
    .action(async (options: { dir?: string }) => {
      const run = { id: 'status', now: () => new Date() };
      const exitCode = await runCredentialsCommand(world, options.dir, async (context) => {
        const counts = await countKeys(createSealedRecords(context.call, run));
        const { table, strangers } = renderKeyTable(counts, context.keyring);
        world.stdout.write(table);
        if (strangers.length === 0) return 0;
        world.stderr.write(
          'Some records are on no key of the keyring. Put the missing key into CREDENTIALS_ENC_KEYS_PREVIOUS_B64.\n',
        );
        return 1;
      });
      onEnd(exitCode);
    });
}
