import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import type { CliContext } from '../../cli-context.ts';
import { type DirOption, dirOption, withHelp } from '../../command-help.ts';
import { CliError } from '../../installation/cli-error.ts';
import type { RotationReport } from './rotate-records.ts';

/** Adds `genie credentials` with its commands. */
export function addCredentialsCommands(program: Command, context: CliContext): void {
  const credentials = withHelp(program.command('credentials'), {
    examples: [{ line: 'genie credentials status' }],
  })
    .summary('look after stored credentials')
    .description('Looks after stored credentials.');
  addRotateCommand(credentials, context);
  addStatusCommand(credentials, context);
}

const rotateHelp = {
  details: `Reads the keys from CREDENTIALS_ENC_KEY_B64 (current) and
CREDENTIALS_ENC_KEYS_PREVIOUS_B64, in .env or the environment. The API may go on
serving. If the command is ended half-way, run it again: it goes on from there.

Also without a new key it has something to do after an update that binds more to
a ciphertext: what was sealed before is rewrapped.

The runbook: docs/runbooks/rotate-master-key.md`,
  examples: [
    { line: 'genie credentials rotate' },
    { line: 'genie credentials rotate --dir /srv/genie' },
  ],
  exitCodes: [
    [1, "a record can't be brought to the current key, or mails wait on an older"],
  ] as const,
};

/** `genie credentials rotate`: rewraps every record that isn't on the current key, or binds less than it would now. */
function addRotateCommand(credentials: Command, context: CliContext): void {
  withHelp(credentials.command('rotate'), rotateHelp)
    .summary('bring all stored credentials to the current key')
    .description('Rewraps every stored credential that is not on the current key.')
    .addOption(dirOption(context))
    .action(async ({ dir }: DirOption) => {
      const { openVault } = await import('./run-credentials-command.ts');
      const { rotateRecords } = await import('./rotate-records.ts');
      const { showProgress } = await import('../../terminal.ts');
      const { records, keyring, countOlderMails, resealClients } = await openVault(
        dir,
        context,
        `rotate-${randomUUID()}`,
      );
      const onProgress = showProgress(context);
      const report = await rotateRecords({ records, keyring, onProgress });
      const others = { clients: await resealClients(), olderMails: await countOlderMails() };
      tell(report, keyring.currentKid, others, context);
    });
}

/** What else the vault's keys seal. */
interface OtherRecords {
  olderMails: number;
  clients: { resealed: number; failed: string[] };
}

/** @throws CliError where not every record is on the current key */
function tell(
  report: RotationReport,
  currentKid: string,
  { olderMails, clients }: OtherRecords,
  { stdout, stderr }: CliContext,
): void {
  const unknown = report.troubles.filter(({ kind }) => kind === 'unknown_key').length;
  const lines = [
    `Current key: ${currentKid}`,
    `Rewrapped: ${report.rewrapped}`,
    `Already current: ${report.alreadyCurrent}`,
    `Changed meanwhile, looked at again: ${report.changedMeanwhile}`,
    `Key unknown: ${unknown}`,
    `Not rewrapped for other reasons: ${report.troubles.length - unknown}`,
    `Service clients rewrapped: ${clients.resealed}`,
  ];
  stdout.write(`${lines.join('\n')}\n`);
  for (const { record, reason } of report.troubles) stderr.write(`${record}: ${reason}\n`);
  if (report.unsettled > 0) {
    stderr.write(
      'Records keep arriving on an older key: an API that seals with it is still running. Restart it with the current key, then run this again.\n',
    );
  }
  if (olderMails > 0) {
    const mails = olderMails === 1 ? '1 mail that waits' : `${olderMails} mails that wait`;
    stderr.write(
      `An older key opens ${mails} in the outbox. They go within 24 hours, sent or given up; then run this again.\n`,
    );
  }
  for (const id of clients.failed) {
    stderr.write(`service client ${id}: its record does not open, or changes at this moment\n`);
  }
  const isLeft = report.troubles.length > 0 || report.unsettled > 0 || clients.failed.length > 0;
  if (isLeft || olderMails > 0) {
    throw new CliError('Keep the older keys: not everything is on the current one.');
  }
  stdout.write('Every record opens with the current key.\n');
}

const statusHelp = {
  examples: [
    { line: 'genie credentials status' },
    { line: 'genie credentials status --dir /srv/genie' },
  ],
  exitCodes: [[1, 'a record is on a key that nobody has given']] as const,
};

/** `genie credentials status`: shows how many records are on which key. Opens none. */
function addStatusCommand(credentials: Command, context: CliContext): void {
  withHelp(credentials.command('status'), statusHelp)
    .summary('show how many stored credentials are on which key')
    .description('Shows how many stored credentials are on which key, without opening any.')
    .addOption(dirOption(context))
    .action(async ({ dir }: DirOption) => {
      const { openVault } = await import('./run-credentials-command.ts');
      const { countKeys, renderKeyTable } = await import('./key-table.ts');
      const { records, keyring } = await openVault(dir, context, 'status');
      const { table, strangers } = renderKeyTable(await countKeys(records), keyring);
      context.stdout.write(table);
      if (strangers.length === 0) return;
      throw new CliError('Some records are on no key of the keyring.', {
        hint: 'Put the missing key into CREDENTIALS_ENC_KEYS_PREVIOUS_B64.',
      });
    });
}
