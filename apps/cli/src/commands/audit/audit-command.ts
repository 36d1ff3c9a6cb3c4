import { type Command, Option } from 'commander';
import type { CliContext } from '../../cli-context.ts';
import { type DirOption, dirOption, withHelp } from '../../command-help.ts';

/** Adds `genie audit` with its commands. */
export function addAuditCommands(
  program: Command,
  context: CliContext,
  onEnd: (exitCode: number) => void,
): void {
  const audit = withHelp(program.command('audit'), { examples: [{ line: 'genie audit verify' }] })
    .summary('verify and export the access log')
    .description('Verifies and exports the log of who used which stored credentials.');
  addVerifyCommand(audit, context, onEnd);
  addExportCommand(audit, context);
}

const verifyHelp = {
  details: `Reads the whole log through Directus, and names the first entry that was
changed, removed, inserted or moved. Give it a file of checkpoints that lies
where whoever holds the database can't change it. Trusted are the keys that
CREDENTIALS_ENC_KEY_B64 and CREDENTIALS_ENC_KEYS_PREVIOUS_B64 make, and those
named by --key.

What it proves, and what not: docs/invariants/audit.md`,
  examples: [
    { line: 'genie audit verify' },
    { line: 'genie audit verify --checkpoints /mnt/other/audit-checkpoints.jsonl' },
  ],
  exitCodes: [[1, 'something does not fit, or the log could not be read']] as const,
};

interface VerifyOptions extends DirOption {
  checkpoints?: string;
  key: string[];
  retentionDays?: string;
}

/** `genie audit verify`: whether the log is what was signed. */
function addVerifyCommand(
  audit: Command,
  context: CliContext,
  onEnd: (exitCode: number) => void,
): void {
  withHelp(audit.command('verify'), verifyHelp)
    .summary('see whether anybody changed the log')
    .description('Verifies the access log against its hashes and its signed checkpoints.')
    .option('--checkpoints <file>', 'compare with these; AUDIT_CHECKPOINT_FILE where left out')
    .addOption(
      new Option('--key <public key>', 'trust this key as well; may be repeated')
        .argParser((key: string, former: string[]) => [...former, key])
        .default([], 'none'),
    )
    .option(
      '--retention-days <days>',
      'how long entries were kept; AUDIT_RETENTION_DAYS where left out',
    )
    .addOption(dirOption(context))
    .action(async ({ dir, checkpoints, key, retentionDays }: VerifyOptions) => {
      const { openAudit } = await import('./open-audit.ts');
      const { renderVerdict, verifyLog } = await import('./verify-log.ts');
      const opened = await openAudit(dir, context, { checkpoints, keys: key, retentionDays });
      const verdict = await verifyLog({ ...opened, now: new Date(context.wallClock()) });
      for (const trusted of opened.trustedKeys) context.stdout.write(`Trusted key: ${trusted}\n`);
      context.stdout.write(renderVerdict(verdict));
      if (verdict.fault !== undefined) onEnd(1);
    });
}

const exportHelp = {
  details: `One line an entry, in the order of the chain, with its hashes and salts.
A person who is erased later stays in what was exported.`,
  examples: [
    { line: 'genie audit export > log.jsonl' },
    { line: 'genie audit export --since 2026-11-01T00:00:00Z' },
  ],
  exitCodes: [[1, 'not everything was written; stderr says why']] as const,
};

/** `genie audit export`: the log, line by line. */
function addExportCommand(audit: Command, context: CliContext): void {
  withHelp(audit.command('export'), exportHelp)
    .summary('write the log to stdout')
    .description('Writes the access log to stdout, an entry a line.')
    .option('--since <time>', 'only entries from this moment on, ISO 8601')
    .addOption(
      new Option('--format <format>', 'the form of the lines').choices(['jsonl']).default('jsonl'),
    )
    .addOption(dirOption(context))
    .action(async ({ dir, since }: DirOption & { since?: string }) => {
      const { openInstallation } = await import('../../installation/directus-admin.ts');
      const { parseSince } = await import('./open-audit.ts');
      const { exportLog } = await import('./export-log.ts');
      const from = since === undefined ? undefined : parseSince(since);
      await exportLog(await openInstallation(dir, context.variables), from, context.stdout);
    });
}
