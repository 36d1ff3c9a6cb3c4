/**
 * Making, changing and ending service clients, for the API and for `genie clients`.
 *
 * Guarantees: a secret is in no record and given out once, by what makes it. A change goes by the record that was read:
 * of two at one moment the second is made on what the first left. One that was sent again, since its answer was lost,
 * is made once. Who has ended stays ended, and its name is never given again, so a name in the log means one server.
 */
import { isRecord } from '@genie-helper/directus-client';
import { type AdminCall, assertDone } from '@genie-helper/directus-client/queries';
import {
  type ClientAct,
  type ClientWriteAnswer,
  type ClientWriteRequest,
  clientNamePattern,
  type StoredClient,
  serviceClientPaths,
} from '@genie-helper/guard-protocol';
import { envelopeStart, type Keyring, VaultError } from '@genie-helper/vault';
import { openClient, type ServiceClient, sealClient, whyOver } from './client-record.ts';
import { type ClientScope, scopeProblem } from './client-scope.ts';
import { hashClientSecret, newClientId, newClientSecret } from './client-secret.ts';

export interface NewClient extends ClientScope {
  name: string;
  /** ISO 8601. */
  expiresAt: string | null;
  mustSign: boolean;
}

/** What is left out stays. */
export interface ClientChange extends Partial<Omit<NewClient, 'name'>> {
  /** Makes a new secret. The one of now counts on beside it, or ends with it. */
  newSecret?: 'beside' | 'instead';
  /** Ends the older of two secrets. */
  endsPrevious?: boolean;
}

/** A client, with the time of its last use in epoch milliseconds, within five minutes. */
export type ListedClient = ServiceClient & { lastUsedAt: number | null };

/** A client and its new secret, which is shown this once. */
export interface MadeSecret {
  client: ServiceClient;
  secret: string;
}

/** `not_found` · `ended`: nothing of it can be changed · `busy`: others change it · `guard_missing`: Directus runs without it, or what answers isn't it. */
type Problem =
  | 'name_taken'
  | 'not_found'
  | 'unopenable'
  | 'ended'
  | 'busy'
  | 'full'
  | 'guard_missing'
  | 'invalid';

/** A client couldn't be made or changed; nothing was. */
export class ServiceClientError extends Error {
  readonly problem: Problem;
  /** Where the problem is `invalid`: the field, and what it must be. */
  readonly field: string | undefined;

  constructor(problem: Problem, invalid?: { field: string; message: string }) {
    super(invalid === undefined ? problem : `${invalid.field} ${invalid.message}`);
    this.name = 'ServiceClientError';
    this.problem = problem;
    this.field = invalid?.field;
  }
}

export type ClientManager = ReturnType<typeof createClientManager>;

const namePattern = new RegExp(clientNamePattern);
const maxAttempts = 5;
const outcomes = [
  'written',
  'outdated',
  'name_taken',
  'full',
] as const satisfies ClientWriteAnswer['outcome'][];

/**
 * Every method throws ServiceClientError, and DirectusError where Directus doesn't do as asked.
 *
 * @param call asks Directus as the administrator
 * @param keyring seals with the vault's current key
 */
export function createClientManager({
  call,
  keyring,
  now,
}: {
  call: AdminCall;
  keyring: Keyring;
  now: () => Date;
}) {
  async function change(
    id: string,
    act: ClientAct,
    make: (client: ServiceClient) => ServiceClient,
  ): Promise<ServiceClient> {
    for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
      const stored = (await readClients(call)).find((each) => each.id === id);
      if (stored === undefined) throw new ServiceClientError('not_found');
      const read = await openOrNone(keyring, stored);
      if (read === undefined) throw new ServiceClientError('unopenable');
      if (read.endedAt !== null) throw new ServiceClientError('ended');
      const changed = { ...make(read), version: read.version + 1 };
      const outcome = await writeClient(call, keyring, changed, act);
      if (outcome === 'written') return changed;
    }
    throw new ServiceClientError('busy');
  }

  return {
    /** The oldest first, ended ones too; and the ids of those that no key of ours opens, which nothing is let in by. */
    async list(): Promise<{ clients: ListedClient[]; unopenable: string[] }> {
      const clients: ListedClient[] = [];
      const unopenable: string[] = [];
      for (const stored of await readClients(call)) {
        const client = await openOrNone(keyring, stored);
        if (client === undefined) unopenable.push(stored.id);
        else clients.push({ ...client, lastUsedAt: stored.lastUsedAt });
      }
      return { clients, unopenable };
    },

    async create(wanted: NewClient): Promise<MadeSecret> {
      assertUsable(wanted, now());
      if (!namePattern.test(wanted.name) || wanted.name === 'default') {
        const message =
          'must be 1 to 64 lower-case letters, digits and -, and not default, true, false or null';
        throw new ServiceClientError('invalid', { field: 'name', message });
      }
      const id = newClientId();
      const secret = newClientSecret(id);
      const at = now().toISOString();
      const { name, routes, platforms, owners, expiresAt, mustSign } = wanted;
      const client: ServiceClient = {
        ...{ id, version: 1, name, routes, platforms, owners, expiresAt, mustSign },
        secrets: [secretRow(secret, at)],
        createdAt: at,
        endedAt: null,
      };
      const outcome = await writeClient(call, keyring, client, 'create');
      if (outcome === 'written') return { client, secret };
      throw new ServiceClientError(outcome === 'outdated' ? 'busy' : outcome);
    },

    /** @returns the client, and its new secret where one was asked for */
    async change(
      id: string,
      { newSecret, endsPrevious, ...wanted }: ClientChange,
    ): Promise<{ client: ServiceClient; secret?: string }> {
      const secret = newSecret === undefined ? undefined : newClientSecret(id);
      const at = now();
      const act = newSecret === undefined ? 'change' : 'rotate';
      const client = await change(id, act, (read) => {
        const changed = { ...read, ...wanted };
        // What isn't touched may have run out.
        assertUsable(changed, 'expiresAt' in wanted ? at : undefined);
        const [current, previous] = read.secrets;
        const kept = [
          secret === undefined ? undefined : secretRow(secret, at.toISOString()),
          newSecret === 'instead' ? undefined : current,
          newSecret !== undefined || endsPrevious ? undefined : previous,
        ];
        return { ...changed, secrets: kept.filter((one) => one !== undefined) };
      });
      return secret === undefined ? { client } : { client, secret };
    },

    /** Ends it, with its secrets, from the next request on. */
    end: (id: string): Promise<ServiceClient> =>
      change(id, 'end', (read) => ({ ...read, secrets: [], endedAt: now().toISOString() })),
  };
}

/**
 * Brings every record to the current key of the vault.
 *
 * @returns how many were changed, and the ids of those that can't be opened
 */
export async function resealClients(call: AdminCall, keyring: Keyring) {
  const start = envelopeStart(keyring.currentKid);
  const older = (await readClients(call, [])).filter(({ sealed }) => !sealed.startsWith(start));
  const failed: string[] = [];
  let resealed = 0;
  for (const stored of older) {
    const client = await openOrNone(keyring, stored);
    const changed = client && { ...client, version: client.version + 1 };
    const isDone = changed && (await writeClient(call, keyring, changed, 'reseal')) === 'written';
    if (isDone) resealed += 1;
    else failed.push(stored.id);
  }
  return { resealed, failed };
}

async function openOrNone(
  keyring: Keyring,
  stored: StoredClient,
): Promise<ServiceClient | undefined> {
  try {
    return await openClient(keyring, stored);
  } catch (error) {
    if (error instanceof VaultError) return undefined;
    throw error;
  }
}

/** @param whenMissing what is told where the guard is missing, or older; left out: that is an error */
async function readClients(call: AdminCall, whenMissing?: []): Promise<readonly StoredClient[]> {
  const answer = await call({ method: 'POST', path: serviceClientPaths.list, body: {} });
  if (!answer.ok && answer.status === 404) {
    if (whenMissing !== undefined) return whenMissing;
    throw new ServiceClientError('guard_missing');
  }
  assertDone(answer, 'the list of service clients');
  const clients = answer.ok && isRecord(answer.data) ? answer.data.clients : undefined;
  if (Array.isArray(clients)) return clients;
  throw new ServiceClientError('guard_missing');
}

async function writeClient(
  call: AdminCall,
  keyring: Keyring,
  client: ServiceClient,
  act: ClientAct,
): Promise<ClientWriteAnswer['outcome']> {
  const { id, name, version } = client;
  const sealed = await sealClient(keyring, client);
  const body: ClientWriteRequest = { id, name, version, sealed, act };
  const answer = await call({ method: 'POST', path: serviceClientPaths.write, body });
  if (!answer.ok && answer.status === 404) throw new ServiceClientError('guard_missing');
  assertDone(answer, 'the write of a service client');
  const outcome = answer.ok && isRecord(answer.data) ? answer.data.outcome : undefined;
  const known = outcomes.find((one) => one === outcome);
  // Nobody knows then whether it was written.
  if (known === undefined) throw new ServiceClientError('guard_missing');
  if (known !== 'outdated' && known !== 'name_taken') return known;
  // No two envelopes are alike: this very one can only have come with an attempt whose answer was lost.
  const isOurs = (stored: StoredClient) => stored.id === id && stored.sealed === sealed;
  return (await readClients(call)).some(isOurs) ? 'written' : known;
}

function assertUsable(client: Omit<NewClient, 'name'>, now: Date | undefined): void {
  const problem = scopeProblem(client);
  if (problem !== undefined) throw new ServiceClientError('invalid', problem);
  const { expiresAt } = client;
  if (now === undefined || expiresAt === null) return;
  if (whyOver({ endedAt: null, expiresAt }, now.getTime()) === undefined) return;
  throw new ServiceClientError('invalid', { field: 'expiresAt', message: 'must lie ahead' });
}

function secretRow(secret: string, createdAt: string) {
  return { hash: hashClientSecret(secret).toString('base64url'), createdAt };
}
