import { isUuid } from '@genie-helper/directus-client';
import type { AdminCall } from '@genie-helper/directus-client/queries';
import {
  type ClientManager,
  type ClientRoute,
  createClientManager,
  type ListedClient,
  type ServiceClient,
  ServiceClientError,
  whyOver,
} from '@genie-helper/service-clients';
import type { CliContext } from '../../cli-context.ts';
import { CliError } from '../../installation/cli-error.ts';
import { openVaultKeys } from '../credentials/run-credentials-command.ts';
import { findUser } from '../users/find-user.ts';

const problems: Readonly<Record<ServiceClientError['problem'], string>> = {
  name_taken: 'Another service client has this name, or had it. Names are not given twice.',
  not_found: 'There is no service client of this name; "genie clients list" shows all.',
  unopenable:
    'The record of this service client does not open. Put the key that it was sealed with into CREDENTIALS_ENC_KEYS_PREVIOUS_B64.',
  ended: 'This service client has ended. Make a new one, under another name.',
  busy: 'Others are changing this service client at this moment. Run it again.',
  full: 'There are as many service clients as there can be, ended ones included.',
  guard_missing: 'This Directus runs without our guard, or with an older one. Run "genie doctor".',
  invalid: '',
};

/** What can be said of an error, with the option that was wrong. */
async function explained<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    if (!(error instanceof ServiceClientError)) throw error;
    const { problem, message } = error;
    throw new CliError(problem === 'invalid' ? `${optionOf(message)}.` : problems[problem]);
  });
}

const options: Readonly<Record<string, string>> = {
  name: 'The name',
  routes: '--route',
  platforms: '--platform',
  owners: '--owner',
  expiresAt: '--expires',
};

function optionOf(message: string): string {
  return message.replace(/^\w+/, (field) => options[field] ?? field);
}

async function open(context: CliContext, dir: string) {
  const { call, keyring } = await openVaultKeys(dir, context);
  const now = () => new Date(context.wallClock());
  return { call, clients: createClientManager({ call, keyring, now }) };
}

/** `genie clients create`. The secret goes to stdout alone. @throws CliError */
export async function createClient(
  context: CliContext,
  name: string,
  wanted: {
    dir: string;
    route: string[];
    platform?: string[];
    owner?: string[];
    expires?: string;
    mustSign?: true;
  },
): Promise<void> {
  const { call, clients } = await open(context, wanted.dir);
  const owners = wanted.owner && (await Promise.all(wanted.owner.map((one) => ownerId(call, one))));
  const { client, secret } = await explained(
    clients.create({
      name,
      // What isn't one of them is refused.
      routes: wanted.route as ClientRoute[],
      platforms: wanted.platform ?? null,
      owners: owners ?? null,
      expiresAt: wanted.expires ?? null,
      mustSign: wanted.mustSign ?? false,
    }),
  );
  tellSecret(context, client, secret);
}

async function ownerId(call: AdminCall, owner: string): Promise<string> {
  const text = owner.toLowerCase();
  return isUuid(text) ? text : (await findUser(call, owner)).id;
}

function tellSecret({ stdout, stderr }: CliContext, client: ServiceClient, secret: string): void {
  stderr.write(`The secret of ${client.name}, shown this once:\n`);
  stdout.write(`${secret}\n`);
}

/** `genie clients list`. @throws CliError where one can't be opened, after the others were listed */
export async function listClients(context: CliContext, dir: string): Promise<void> {
  const { clients } = await open(context, dir);
  const { clients: all, unopenable } = await explained(clients.list());
  const now = context.wallClock();
  context.stdout.write(
    all.length === 0
      ? 'There are no service clients.\n'
      : all.map((client) => describe(client, now)).join(''),
  );
  if (unopenable.length === 0) return;
  throw new CliError(
    `These do not open, and nothing is let in by them: ${unopenable.join(', ')}.`,
    {
      hint: 'Put the key that they were sealed with into CREDENTIALS_ENC_KEYS_PREVIOUS_B64; if there is none, somebody else wrote them.',
    },
  );
}

function describe(client: ListedClient, now: number): string {
  const { platforms, owners, expiresAt, endedAt, lastUsedAt, secrets } = client;
  const over = whyOver(client, now);
  const states = { ended: `ended ${endedAt}`, expired: `expired ${expiresAt}` };
  const until = expiresAt === null ? 'no expiry' : `until ${expiresAt}`;
  const lines = [
    `  ${over === undefined ? until : states[over]}`,
    `routes: ${client.routes.join(', ')}`,
    `platforms: ${platforms?.join(', ') ?? 'all'}`,
    `owners: ${owners?.join(', ') ?? 'all'}`,
    `secrets: ${secrets.length}${client.mustSign ? ', must sign' : ''}`,
    `made ${client.createdAt}`,
    `last used ${lastUsedAt === null ? 'never' : new Date(lastUsedAt).toISOString()}`,
  ];
  return `${client.name}\n${lines.join('\n  ')}\n`;
}

async function idOf(clients: ClientManager, name: string): Promise<string> {
  const { clients: all } = await clients.list();
  const found = all.find((client) => client.name === name);
  if (found !== undefined) return found.id;
  throw new ServiceClientError('not_found');
}

/** `genie clients rotate`. The secret goes to stdout alone. @throws CliError */
export async function rotateClient(
  context: CliContext,
  name: string,
  { dir, atOnce }: { dir: string; atOnce?: true },
): Promise<void> {
  const { clients } = await open(context, dir);
  const newSecret = atOnce ? 'instead' : 'beside';
  const id = await explained(idOf(clients, name));
  const { client, secret } = await explained(clients.change(id, { newSecret }));
  if (secret === undefined) throw new TypeError('A new secret was asked for.');
  tellSecret(context, client, secret);
  const { stderr } = context;
  if (atOnce) stderr.write('The secrets of before are refused from now on.\n');
  else stderr.write('The secret of before counts on beside it.\n');
}

/** `genie clients end`. @throws CliError */
export async function endClient(
  context: CliContext,
  name: string,
  { dir, previousSecret }: { dir: string; previousSecret?: true },
): Promise<void> {
  const { clients } = await open(context, dir);
  const id = await explained(idOf(clients, name));
  if (previousSecret) {
    await explained(clients.change(id, { endsPrevious: true }));
    context.stdout.write(`Of ${name} one secret counts now.\n`);
    return;
  }
  await explained(clients.end(id));
  context.stdout.write(`${name} has ended.\n`);
}
