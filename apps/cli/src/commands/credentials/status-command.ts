import { Command } from 'commander';
import type { World } from '../../cli-context.ts';
import { withHelp } from '../../command-help.ts';

const statusHelp = {
  examples: [
    { line: 'genie credentials status' },
    { line: 'genie credentials status --dir /srv/genie' },
  ],
  exitCodes: [[1, 'a record is on a key that nobody has given']] as const,
};

/**
 * `genie credentials status`: shows how many records are on which key. Opens none.
 *
 * @param onEnd receives the exit code: 1 if a record is on a key that isn't in the keyring
 */
export function createStatusCommand(world: World, onEnd: (exitCode: number) => void): Command {
  const command = new Command('status')
    .summary('show how many stored credentials are on which key')
    .description('Shows how many stored credentials are on which key, without opening any.')
    .option('--dir <folder>', 'the folder of .env (default: the project)')
    .action(async (options: { dir?: string }) => {
      const { runCredentialsCommand } = await import('./run-credentials-command.ts');
      const { createSealedRecords } = await import('./sealed-records.ts');
      const { renderKeyTable } = await import('./key-table.ts');
      const { countKeys } = await import('./count-keys.ts');
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
  return withHelp(command, statusHelp);
}
