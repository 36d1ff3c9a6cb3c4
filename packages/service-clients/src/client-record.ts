/**
 * A service client's record, as it is sealed.
 *
 * Guarantees: a record is sealed with the vault's key, bound to the client's id and to the number of the write, so neither
 * a copy of the database tells what a client may do or signs in its name, nor does whoever writes to the database make a
 * client, widen one, or give one another's record. Of secrets there are SHA-256 hashes alone, compared in constant time.
 *
 * Doesn't guarantee: anything against whoever puts back both an older record and its number; such a record counts again.
 */
import { timingSafeEqual } from 'node:crypto';
import type { StoredClient } from '@genie-helper/guard-protocol';
import { type Keyring, open, seal } from '@genie-helper/vault';
import type { ClientScope } from './client-scope.ts';
import { hashClientSecret } from './client-secret.ts';

/** Times are ISO 8601. */
export interface ServiceClient extends ClientScope {
  id: string;
  version: number;
  name: string;
  /** From then on nothing of it counts; null: no end is set. */
  expiresAt: string | null;
  /** Whether its requests must be signed; its bare secret is then refused. */
  mustSign: boolean;
  /** The newest first; at most two, none once it has ended. `hash` is base64url. */
  secrets: readonly { hash: string; createdAt: string }[];
  createdAt: string;
  endedAt: string | null;
}

type Sealed = Omit<ServiceClient, 'id' | 'version'>;

const recordOf = ({ id, version }: Pick<ServiceClient, 'id' | 'version'>) => ({
  collection: 'service_clients',
  id,
  owner: 'server',
  bound: { version },
});

/** @returns an envelope that opens for this id and version alone */
export function sealClient(keyring: Keyring, client: ServiceClient): Promise<string> {
  const { id, version, ...value } = client;
  return seal(keyring, recordOf({ id, version }), {
    ...value,
    routes: [...value.routes],
    platforms: value.platforms && [...value.platforms],
    owners: value.owners && [...value.owners],
    secrets: value.secrets.map(({ hash, createdAt }) => ({ hash, createdAt })),
  });
}

/** @throws VaultError where the record isn't one that the vault sealed at this place */
export async function openClient(keyring: Keyring, stored: StoredClient): Promise<ServiceClient> {
  const { id, version, sealed } = stored;
  const { value } = await open(keyring, recordOf({ id, version }), sealed);
  // Authenticated, so it has the form in which it was sealed.
  return { ...(value as unknown as Sealed), id, version };
}

/** Why nothing of a client counts at a time, in epoch milliseconds; undefined where it does. */
export function whyOver(
  { endedAt, expiresAt }: Pick<ServiceClient, 'endedAt' | 'expiresAt'>,
  now: number,
): 'ended' | 'expired' | undefined {
  if (endedAt !== null) return 'ended';
  return expiresAt !== null && Date.parse(expiresAt) <= now ? 'expired' : undefined;
}

/** Which of a client's secrets a text is; null: none. Both are always compared. */
export function secretGenerationOf(
  { secrets }: Pick<ServiceClient, 'secrets'>,
  shown: string,
): 'current' | 'previous' | null {
  const hash = hashClientSecret(shown);
  const [isCurrent, isPrevious] = [secrets[0], secrets[1]].map((secret) => {
    const kept = Buffer.from(secret?.hash ?? '', 'base64url');
    // Where there is none, a hash that nothing has stands in for it.
    return timingSafeEqual(hash, kept.length === hash.length ? kept : Buffer.alloc(hash.length));
  });
  if (isCurrent) return 'current';
  return isPrevious ? 'previous' : null;
}
