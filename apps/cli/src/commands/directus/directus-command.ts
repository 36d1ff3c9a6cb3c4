import { type Command, InvalidArgumentError } from 'commander';
import type { CliContext } from '../../cli-context.ts';
import { type DirOption, dirOption, withHelp } from '../../command-help.ts';

type OnEnd = (exitCode: number) => void;

/** Adds `genie directus` with its commands. */
export function addDirectusCommands(program: Command, context: CliContext, onEnd: OnEnd): void {
  const directus = withHelp(program.command('directus'), {
    examples: [{ line: 'genie directus migrate' }, { line: 'genie directus start' }],
  })
    .summary('run Directus on a server of its own')
    .description('Prepares a database, and runs Directus without the API.');
  addMigrateCommand(directus, context, onEnd);
  addStartCommand(directus, context, onEnd);
  addImportCommand(directus, context, onEnd);
}

/** What both commands take. */
export interface DirectusOptions extends DirOption {
  host: string;
  port: number;
}

const dataFolder = 'data/, and of .env if any';

const startHelp = {
  details: `For servers, where the API runs elsewhere or several Directus share a
PostgreSQL. "genie directus migrate" has to have seen the database.

Needs SECRET, the database's variables and GENIE_INTROSPECTION_SECRET, which
"genie secrets introspection" prints, but none of the vault's keys, and no
administrator's token. DIRECTUS_URL is the address that the API uses. Any number
can run on one PostgreSQL. The log goes to stdout.`,
  examples: [
    { line: 'genie directus start', says: 'on 127.0.0.1:8055' },
    { line: 'genie directus start --host 10.0.0.5 --dir /srv/genie' },
  ],
  exitCodes: [
    [0, 'it was up and was told to stop'],
    [1, 'it did not come up, or died'],
    [143, 'told to stop before it was up (128 + the number of the signal)'],
  ] as const,
};

/** `genie directus start`: runs Directus with our extensions and settings, without the API. */
function addStartCommand(directus: Command, context: CliContext, onEnd: OnEnd): void {
  withHelp(directus.command('start'), startHelp)
    .summary('run Directus alone')
    .description('Runs Directus alone, with our extensions and settings.')
    .addOption(dirOption(context, dataFolder))
    .option('--host <address>', 'the address to listen on', '127.0.0.1')
    .option('--port <port>', 'the port to listen on', parsePort, 8055)
    .action(async (options: DirectusOptions) => {
      const { runStart } = await import('./run-directus-command.ts');
      onEnd(await runStart(options, context));
    });
}

const migrateHelp = {
  details: `For servers: once for each release, before the first Directus of it is started,
and with no Directus of another version running. Twice at the same time on one
database is not supported; twice in a row changes nothing.

Needs what "genie directus start" does, and DIRECTUS_ADMIN_TOKEN, ADMIN_EMAIL
and ADMIN_PASSWORD for the first administrator of a new database. Directus
runs on loopback meanwhile.

With DIRECTUS_RELEASE=12 it takes a database of Directus 11 to 12, from which
only a backup leads back. Of a SQLite file it makes one first, in data/; of
PostgreSQL you do, and say so with --backed-up: docs/how-to/directus-12.md.`,
  examples: [
    { line: 'genie directus migrate' },
    { line: 'genie directus migrate --dir /srv/genie' },
    { line: 'genie directus migrate --backed-up', says: 'from 11 to 12, on PostgreSQL' },
  ],
  exitCodes: [[1, 'not done, or in part; stderr says why, and it can be run again']] as const,
};

/** `genie directus migrate`: brings the database to this version. */
function addMigrateCommand(directus: Command, context: CliContext, onEnd: OnEnd): void {
  withHelp(directus.command('migrate'), migrateHelp)
    .summary('bring the database to this version')
    .description("Brings the database to this version: Directus's tables, our schema and roles.")
    .addOption(dirOption(context, dataFolder))
    .option('--port <port>', 'a free port of this machine', parsePort, 8055)
    .option('--backed-up', 'there is a backup of this PostgreSQL, made by you')
    .action(async (options: Omit<DirectusOptions, 'host'> & { backedUp?: boolean }) => {
      const { runMigrate } = await import('./run-directus-command.ts');
      onEnd(await runMigrate({ ...options, host: '127.0.0.1' }, context));
    });
}

const importHelp = {
  details: `The settings name an empty PostgreSQL (DB_CLIENT=pg). Nothing may run on the
file, which is only read: the one of DB_FILENAME where none is given. Everything
is copied, sessions and sealed credentials too, in one transaction.
docs/how-to/move-to-postgres.md has the steps.

Needs what "genie directus migrate" does.`,
  examples: [
    { line: 'genie directus import-sqlite' },
    { line: 'genie directus import-sqlite backup/directus.db' },
  ],
  exitCodes: [[1, 'not done, and the database is empty as before; stderr says why']] as const,
};

/** `genie directus import-sqlite`: moves an installation to PostgreSQL. */
function addImportCommand(directus: Command, context: CliContext, onEnd: OnEnd): void {
  withHelp(directus.command('import-sqlite'), importHelp)
    .summary('move from SQLite to an empty PostgreSQL')
    .description('Copies a SQLite database of ours into an empty PostgreSQL database.')
    .argument('[file]', 'the SQLite file')
    .addOption(dirOption(context, dataFolder))
    .action(async (file: string | undefined, options: DirOption) => {
      const { runImportSqlite } = await import('./import-sqlite.ts');
      onEnd(await runImportSqlite(file, options, context));
    });
}

/**
 * Reads `--port`.
 *
 * @throws InvalidArgumentError
 */
function parsePort(given: string): number {
  const port = Number(given);
  if (/^\d{1,5}$/.test(given) && port >= 1 && port <= 65_535) return port;
  throw new InvalidArgumentError('It must be a port from 1 to 65535.');
}
