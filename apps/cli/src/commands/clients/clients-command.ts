import { clientRoutes } from '@genie-helper/service-clients';
import { type Command, InvalidArgumentError } from 'commander';
import type { CliContext } from '../../cli-context.ts';
import { type DirOption, dirOption, withHelp } from '../../command-help.ts';
import { parseTime } from '../../parse-time.ts';

/** Adds `genie clients` with its commands. */
export function addClientsCommands(program: Command, context: CliContext): void {
  const clients = withHelp(program.command('clients'), {
    examples: [
      { line: 'genie clients create publisher --route store --route reveal' },
      { line: 'genie clients list' },
    ],
  })
    .summary('name the servers that may use stored credentials')
    .description(
      'Makes, lists and ends service clients: servers with a name and a secret of their own.',
    );
  addCreateCommand(clients, context);
  addListCommand(clients, context);
  addRotateCommand(clients, context);
  addEndCommand(clients, context);
}

interface CreateOptions extends DirOption {
  route: string[];
  platform?: string[];
  owner?: string[];
  expires?: string;
  mustSign?: true;
}

const createHelp = {
  details: `Prints the secret on stdout, this once; nothing keeps it. The server sends it in
the header X-RBAC-SYNC-SECRET, as it would the shared secret, or signs with it.

Routes: ${clientRoutes.join(', ')}.
Without --platform and --owner all are within its reach. Where one is given it
isn't told which other records there are.`,
  examples: [
    { line: 'genie clients create publisher --route store --route reveal' },
    {
      line: 'genie clients create fans --route reveal --platform x --expires 2027-06-30',
      says: 'for one platform, until a day',
    },
    {
      line: 'genie clients create publisher --route reveal > publisher.secret',
      says: 'where no terminal shows it',
    },
  ],
  exitCodes: [[1, 'nothing was made; stderr says why']] as const,
};

/** `genie clients create <name>`: makes a service client. */
function addCreateCommand(clients: Command, context: CliContext): void {
  withHelp(clients.command('create'), createHelp)
    .summary('make a server with a name')
    .description('Makes a service client, and prints its secret.')
    .argument('<name>', 'lower-case letters, digits and -; names are not given twice')
    .requiredOption('--route <route>', 'a route that it may call; again for more', collect)
    .option('--platform <platform>', 'only connections to it; again for more', collect)
    .option('--owner <user>', 'only records of this user (e-mail or id); again for more', collect)
    .option('--expires <date>', 'when it ends by itself, such as 2027-06-30', parseDate)
    .option('--must-sign', 'take signed requests alone, and never the bare secret')
    .addOption(dirOption(context))
    .action(async (name: string, options: CreateOptions) => {
      const { createClient } = await import('./run-clients-command.ts');
      await createClient(context, name, options);
    });
}

const listHelp = {
  examples: [{ line: 'genie clients list' }, { line: 'genie clients list --dir /srv/genie' }],
  exitCodes: [[1, 'they could not be read, or one does not open; stderr says which']] as const,
};

/** `genie clients list`: all there are, with those that have ended. */
function addListCommand(clients: Command, context: CliContext): void {
  withHelp(clients.command('list'), listHelp)
    .summary('list servers with a name')
    .description('Lists service clients: what each may do, and when it was last used.')
    .addOption(dirOption(context))
    .action(async ({ dir }: DirOption) => {
      const { listClients } = await import('./run-clients-command.ts');
      await listClients(context, dir);
    });
}

const rotateHelp = {
  details: `Prints a new secret on stdout, this once. The one of now counts on beside it,
until "genie clients end <name> --previous-secret" or the next rotation; with
--at-once it ends now.

The runbook for one that leaked: docs/runbooks/client-secret-leaked.md`,
  examples: [
    { line: 'genie clients rotate publisher' },
    { line: 'genie clients rotate publisher --at-once', says: 'the secret has leaked' },
  ],
  exitCodes: [[1, 'nothing was changed; stderr says why']] as const,
};

/** `genie clients rotate <name>`: gives a service client a new secret. */
function addRotateCommand(clients: Command, context: CliContext): void {
  withHelp(clients.command('rotate'), rotateHelp)
    .summary('give a server a new secret')
    .description('Gives a service client a new secret, and prints it.')
    .argument('<name>', 'of the service client')
    .option('--at-once', 'end the secret of now')
    .addOption(dirOption(context))
    .action(async (name: string, options: DirOption & { atOnce?: true }) => {
      const { rotateClient } = await import('./run-clients-command.ts');
      await rotateClient(context, name, options);
    });
}

const endHelp = {
  details: `From its next request on it is refused, by every process of the API. It stays in
the list, and its name is not given again.`,
  examples: [
    { line: 'genie clients end publisher' },
    {
      line: 'genie clients end publisher --previous-secret',
      says: 'after a rotation: the older secret alone',
    },
  ],
  exitCodes: [[1, 'nothing was ended; stderr says why']] as const,
};

/** `genie clients end <name>`: ends a service client, or the older one of its two secrets. */
function addEndCommand(clients: Command, context: CliContext): void {
  withHelp(clients.command('end'), endHelp)
    .summary('end a server with a name')
    .description('Ends a service client, or the older one of its two secrets.')
    .argument('<name>', 'of the service client')
    .option('--previous-secret', 'end the older secret alone')
    .addOption(dirOption(context))
    .action(async (name: string, options: DirOption & { previousSecret?: true }) => {
      const { endClient } = await import('./run-clients-command.ts');
      await endClient(context, name, options);
    });
}

function collect(value: string, others: string[] = []): string[] {
  return [...others, value];
}

/** @throws InvalidArgumentError */
function parseDate(text: string): string {
  const date = /^\d{4}-\d{2}-\d{2}(?:T.*)?$/.test(text) ? parseTime(text) : undefined;
  if (date !== undefined) return date.toISOString();
  throw new InvalidArgumentError('Write it as 2027-06-30, or as 2027-06-30T12:00:00Z.');
}
