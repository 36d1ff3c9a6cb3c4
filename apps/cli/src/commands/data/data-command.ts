import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { CliContext } from '../../cli-context.ts';
import { type DirOption, dirOption, withHelp } from '../../command-help.ts';

/** Adds `genie data` with its commands. */
export function addDataCommands(program: Command, context: CliContext): void {
  const data = withHelp(program.command('data'), { examples: [{ line: 'genie data status' }] })
    .summary('see what the database holds, remove what is old, back up')
    .description('Shows what the database holds, removes what has had its time, and backs up.');
  addStatusCommand(data, context);
  addPruneCommand(data, context);
  addBackupCommand(data, context);
}

const statusHelp = {
  details: `For each table that grows: its rows, its size, its oldest row, how many days
its rows are kept, and how many of them have had their time. Counting reads
whole tables: with millions of rows it takes a while.

How long what is kept: docs/how-to/keep-data-small.md`,
  examples: [{ line: 'genie data status' }, { line: 'genie data status --dir /srv/genie' }],
  exitCodes: [[1, 'it could not be read; stderr says why']] as const,
};

/** `genie data status`: what there is of what grows. */
function addStatusCommand(data: Command, context: CliContext): void {
  withHelp(data.command('status'), statusHelp)
    .summary('show how much there is of what grows')
    .description('Shows how much there is of everything that grows, and how much of it is old.')
    .addOption(dirOption(context))
    .action(async ({ dir }: DirOption) => {
      const { openInstallation } = await import('../../installation/directus-admin.ts');
      const { readDataStatus, renderDataStatus } = await import('./data-status.ts');
      const status = await readDataStatus(await openInstallation(dir, context.variables));
      context.stdout.write(renderDataStatus(status));
    });
}

const pruneHelp = {
  details: `The API does this once an hour. The command does it now, in small steps beside
running servers; if it is ended half-way, run it again. How long what is kept
stands in the variables …_RETENTION_DAYS of Directus's process.`,
  examples: [
    { line: 'genie data prune --dry-run', says: 'what would go' },
    { line: 'genie data prune' },
  ],
  exitCodes: [[1, 'not everything was removed; stderr says why']] as const,
};

/** `genie data prune`: removes what has had its time, now. */
function addPruneCommand(data: Command, context: CliContext): void {
  withHelp(data.command('prune'), pruneHelp)
    .summary('remove what has had its time, now')
    .description('Removes the rows that have had their time, without waiting for the API to.')
    .addOption(new Option('--dry-run', 'show what would go, and remove nothing').default(false))
    .addOption(dirOption(context))
    .action(async ({ dir, dryRun }: DirOption & { dryRun: boolean }) => {
      const { openInstallation } = await import('../../installation/directus-admin.ts');
      const { pruneData, renderPlan } = await import('./prune-data.ts');
      const { readDataStatus } = await import('./data-status.ts');
      const call = await openInstallation(dir, context.variables);
      const status = await readDataStatus(call);
      if (dryRun) {
        context.stdout.write(renderPlan(status));
        return;
      }
      const { showProgress } = await import('../../terminal.ts');
      const removed = await pruneData(call, status, showProgress(context));
      const rows = removed === 1 ? '1 row was' : `${removed} rows were`;
      context.stdout.write(`${rows} removed.\n`);
    });
}

const backupHelp = {
  details: `Works while everything runs, and writes wait for as long as copying takes. The
file gets its name once it is whole and on the disk. The database holds no key:
keep .env in another place. PostgreSQL has pg_dump for this.

How to put it back: docs/how-to/back-up-and-restore.md`,
  examples: [{ line: 'genie data backup /backups/genie-monday.db' }],
  exitCodes: [[1, 'there is no backup; stderr says why']] as const,
};

/** `genie data backup <file>`: copies the SQLite database. */
function addBackupCommand(data: Command, context: CliContext): void {
  withHelp(data.command('backup'), backupHelp)
    .summary('copy the SQLite database while it is in use')
    .description('Copies the SQLite database, as it is at one moment, into a new file.')
    .argument('<file>', 'the file to make')
    .addOption(dirOption(context))
    .action(async (file: string, { dir }: DirOption) => {
      const { loadInstallation, requireKnown } = await import('../../installation/installation.ts');
      const { CliError } = await import('../../installation/cli-error.ts');
      const { backUpSqlite } = await import('./backup-sqlite.ts');
      const { sizeOf } = await import('./data-status.ts');
      const installation = await loadInstallation(dir, context.variables);
      // Otherwise a default would name the file, such as one that was left behind by a move to PostgreSQL.
      requireKnown(installation, ['DB_CLIENT', 'DB_FILENAME']);
      const { DB_CLIENT = 'sqlite3', DB_FILENAME = '' } = installation.values;
      if (DB_CLIENT !== 'sqlite3') {
        throw new CliError('The data is in PostgreSQL.', {
          hint: 'Back it up with pg_dump: docs/how-to/back-up-and-restore.md#postgresql',
        });
      }
      const target = resolve(file);
      const bytes = await backUpSqlite(resolve(dir, DB_FILENAME), target);
      context.stdout.write(`${target} is whole: ${sizeOf(bytes)}.\n`);
    });
}
