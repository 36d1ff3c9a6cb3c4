/**
 * The check of service clients: servers with a name and a secret of their own.
 *
 * Guarantees: each check asks the guard in Directus after the request came, so a client that was ended or changed before
 * it is judged as it is now, on every process; many checks share a call, and nothing joins one that was sent. A record
 * counts only if the vault's key sealed it for this id and this write. Which secret fits takes the same time whichever
 * it is. A signature's nonce counts once, whichever processes are asked: the guard decides, with the record as it is then. An outage is `directus.unavailable`, never a refusal and never a pass. Expiries go by Directus's clock, so all
 * processes judge alike.
 */
import { type DirectusClient, isRecord } from '@genie-helper/directus-client';
import {
  type ClientUse,
  type ClientUseOutcome,
  lastUsedEveryMs,
  type StoredClient,
  serviceClientLimits,
  serviceClientPaths,
} from '@genie-helper/guard-protocol';
import {
  type ClientSignature,
  clientIdOf,
  isTimely,
  openClient,
  type ServiceClient,
  secretGenerationOf,
  signerOf,
  whyOver,
} from '@genie-helper/service-clients';
import { type Keyring, VaultError } from '@genie-helper/vault';
import { batchCalls } from '../directus/coalesced-calls.ts';
import { AppError, directusUnavailable } from '../http/errors.ts';
import type { ServerPrincipal } from './principal.ts';
import type { RefusalReason } from './refusal-reasons.ts';

/** What came of a check. `name`: of the client that was refused, where it's known. */
export type CheckedClient =
  | { principal: ServerPrincipal; reason?: undefined }
  | { principal?: undefined; reason: RefusalReason; name?: string };

export type ClientCheck = ReturnType<typeof createClientCheck>;

/** Whether a text claims to be a service client's secret. */
export function isClientSecret(text: string): boolean {
  return text.startsWith('gsc_');
}

const maxOpened = 1_000;
/** How often a signature is judged anew because its client was changed meanwhile. */
const maxAttempts = 3;

/**
 * @param deps `secret` opens the guard's routes; without it, or without the vault's keys, there are no service clients
 */
export function createClientCheck({
  client,
  secret,
  keyring,
}: {
  client: Pick<DirectusClient, 'call'>;
  secret: string | undefined;
  keyring: Keyring | undefined;
}) {
  const open = createOpener(keyring);
  const giveUp = (reason: string) => directusUnavailable(`service clients: ${reason}`);
  const bounds = {
    maxCalls: 2,
    maxKeyCharacters: 500_000,
    charactersOf: (key: string) => key.length,
    maxWaiting: 5_000,
    deadlineMs: 2_500,
  };

  async function ask(path: string, body: object): Promise<Record<string, unknown>> {
    if (secret === undefined) throw new AppError('auth.secret_not_set');
    const isRepeatable = path === serviceClientPaths.look;
    const call = { method: 'POST', path, body, sharedSecret: secret, isRepeatable } as const;
    const answer = await client.call(call);
    if (!answer.ok) throw giveUp(`${answer.status} ${answer.code}`);
    if (isRecord(answer.data)) return answer.data;
    throw giveUp('an answer of another form');
  }

  const look = batchCalls<Looked>({
    ...bounds,
    giveUp,
    maxKeys: serviceClientLimits.maxLooks,
    send: async (ids) => {
      const { now, clients } = await ask(serviceClientPaths.look, { ids });
      if (typeof now !== 'number' || !Array.isArray(clients) || clients.length !== ids.length) {
        throw giveUp('an answer of another length');
      }
      return clients.map((stored, index) => ({ now, stored: readStored(stored, ids[index]) }));
    },
  });

  /** Of two requests none shares a use: the number tells them apart. */
  let useNumber = 0;
  const sendUse = batchCalls<ClientUseOutcome>({
    ...bounds,
    giveUp,
    maxKeys: serviceClientLimits.maxUses,
    send: async (keys) => {
      const uses = keys.map((key) => (JSON.parse(key) as { use: ClientUse }).use);
      const { outcomes } = await ask(serviceClientPaths.use, { uses });
      if (!Array.isArray(outcomes) || outcomes.length !== keys.length) {
        throw giveUp('an answer of another length');
      }
      return outcomes as ClientUseOutcome[];
    },
  });
  const use = (one: ClientUse) => {
    useNumber += 1;
    return sendUse(JSON.stringify({ use: one, number: useNumber }));
  };

  /** Its owner sees it in the list; nobody waits for it. */
  function noteUse({ id, version, lastUsedAt }: StoredClient, now: number): void {
    if (lastUsedAt !== null && now - lastUsedAt < lastUsedEveryMs) return;
    use({ id, version }).catch(() => undefined);
  }

  return {
    /**
     * Judges what came in the header.
     *
     * @throws AppError `directus.unavailable` · `auth.secret_not_set` · `credentials.key_not_set` ·
     *   `credentials.unopenable`
     */
    async checkSecret(shown: string): Promise<CheckedClient> {
      const id = clientIdOf(shown);
      if (id === undefined) return { reason: 'client_unknown' };
      const { now, stored } = await look(id);
      if (stored === null) return { reason: 'client_unknown' };
      const found = await open(stored);
      const { name, mustSign } = found;
      const over = whyOver(found, now);
      const secretGeneration = secretGenerationOf(found, shown);
      if (over === 'ended') return { reason: 'client_ended', name };
      if (secretGeneration === null) return { reason: 'client_secret_wrong', name };
      if (over === 'expired') return { reason: 'client_expired', name };
      if (mustSign) return { reason: 'client_unsigned', name };
      noteUse(stored, now);
      return { principal: { kind: 'server', client: identityOf(found), secretGeneration } };
    },

    /**
     * Judges a signature, and uses its nonce up if it's a good one.
     *
     * @param isAgain whether the nonce has been used up for this request already
     * @throws AppError as `checkSecret`
     */
    async checkSignature(signature: ClientSignature, isAgain: boolean): Promise<CheckedClient> {
      const { clientId: id, nonce } = signature;
      for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
        const { now, stored } = await look(id);
        if (stored === null) return { reason: 'client_unknown' };
        const found = await open(stored);
        const { name } = found;
        const over = whyOver(found, now);
        const secretGeneration = signerOf(found, signature);
        if (over === 'ended') return { reason: 'client_ended', name };
        if (secretGeneration === null) return { reason: 'signature_wrong', name };
        if (over === 'expired') return { reason: 'client_expired', name };
        const principal = { kind: 'server', client: identityOf(found), secretGeneration } as const;
        if (isAgain) return { principal };
        if (!isTimely(signature, now)) return { reason: 'signature_old', name };
        const outcome = await use({ id, version: stored.version, nonce });
        if (outcome === 'replayed') return { reason: 'signature_replayed', name };
        if (outcome === 'used') return { principal };
      }
      throw giveUp('a record that changes all the time');
    },
  };
}

interface Looked {
  now: number;
  stored: StoredClient | null;
}

function identityOf({ name, routes, platforms, owners }: ServiceClient) {
  return { name, routes, platforms, owners };
}

/** Opens records; one whose text was opened before isn't opened again. It holds hashes, no secret. */
function createOpener(keyring: Keyring | undefined) {
  const opened = new Map<string, ServiceClient>();
  return async (stored: StoredClient): Promise<ServiceClient> => {
    if (keyring === undefined) throw new AppError('credentials.key_not_set');
    const { id, version, sealed } = stored;
    const key = `${id} ${version} ${sealed}`;
    const known = opened.get(key);
    if (known !== undefined) return known;
    const found = await openClient(keyring, stored).catch((error: unknown) => {
      if (!(error instanceof VaultError)) throw error;
      const internal = `the record of the service client ${id} does not open: ${error.code}`;
      throw new AppError('credentials.unopenable', { internal });
    });
    opened.set(key, found);
    const [oldest] = opened.keys();
    if (opened.size > maxOpened && oldest !== undefined) opened.delete(oldest);
    return found;
  };
}

/** @throws AppError `directus.unavailable` */
function readStored(stored: unknown, wantedId: string | undefined): StoredClient | null {
  if (stored === null) return null;
  if (isRecord(stored) && stored.id === wantedId) {
    const { version, sealed, lastUsedAt } = stored;
    const isTime = lastUsedAt === null || typeof lastUsedAt === 'number';
    if (typeof version === 'number' && typeof sealed === 'string' && isTime) {
      return { id: String(stored.id), version, sealed, lastUsedAt };
    }
  }
  throw directusUnavailable('service clients: a record of another form');
}
