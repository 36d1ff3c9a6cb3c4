import { randomUUID } from 'node:crypto';
import { Command } from 'commander';
import type { World } from '../../cli-context.ts';
import { withHelp } from '../../command-help.ts';
import type { RotationReport } from './rotate-records.ts';

const rotateHelp = {
  details: `Reads the keys from CREDENTIALS_ENC_KEY_B64 (current) and
CREDENTIALS_ENC_KEYS_PREVIOUS_B64, in .env or the environment. The API may go on
serving. If the command is ended half-way, run it again: it goes on from there.

The runbook: docs/runbooks/rotate-master-key.md`,
  examples: [
    { line: 'genie credentials rotate' },
    { line: 'genie credentials rotate --dir /srv/genie' },
  ],
  exitCodes: [[1, "a record couldn't be brought to the current key; it's named"]] as const,
};

/**
 * `genie credentials rotate`: rewraps every record that isn't on the current key.
 *
 * @param onEnd receives the exit code
 */
export function createRotateCommand(world: World, onEnd: (exitCode: number) => void): Command {
  const command = new Command('rotate')
    .summary('bring all stored credentials to the current key')
    .description('Rewraps every stored credential that is not on the current key.')
    .option('--dir <folder>', 'the folder of .env (default: the project)')
    .action(async (options: { dir?: string }) => {
      const { runCredentialsCommand } = await import('./run-credentials-command.ts');
      const { createSealedRecords } = await import('./sealed-records.ts');
      const { rotateRecords } = await import('./rotate-records.ts');
      const { showProgress } = await import('../../terminal.ts');
      const run = { id: `rotate-${randomUUID()}`, now: () => new Date() };
      const exitCode = await runCredentialsCommand(world, options.dir, async (context) => {
        const records = createSealedRecords(context.call, run);
        const onProgress = showProgress(world);
        const report = await rotateRecords({ records, keyring: context.keyring, onProgress });
        return tell(report, context.keyring.currentKid, world);
      });
      onEnd(exitCode);
    });
  return withHelp(command, rotateHelp);
}

function tell(report: RotationReport, currentKid: string, { stdout, stderr }: World): number {
  const unknown = report.troubles.filter(({ kind }) => kind === 'unknown_key').length;
  const lines = [
    `Current key: ${currentKid}`,
    `Rewrapped: ${report.rewrapped}`,
    `Already current: ${report.alreadyCurrent}`,
    `Changed meanwhile, looked at again: ${report.changedMeanwhile}`,
    `Key unknown: ${unknown}`,
    `Not rewrapped for other reasons: ${report.troubles.length - unknown}`,
  ];
  stdout.write(`${lines.join('\n')}\n`);
  for (const { record, reason } of report.troubles) stderr.write(`${record}: ${reason}\n`);
  if (report.unsettled > 0) {
    stderr.write(
      'Records keep arriving on an older key: an API that seals with it is still running. Restart it with the current key, then run this again.\n',
    );
  }
  const isDone = report.troubles.length === 0 && report.unsettled === 0;
  stdout.write(
    isDone
      ? 'Every record opens with the current key.\n'
      : 'Keep the older keys: not everything is on the current one.\n',
  );
  return isDone ? 0 : 1;
}

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
      const { countKeys } = await import('./key-table.ts');
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
