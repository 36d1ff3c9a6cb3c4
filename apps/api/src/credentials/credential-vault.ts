import {
  createKeyring,
  envelopeStart,
  type JsonObject,
  type Keyring,
  keyIdOf,
  open,
  seal,
  UnknownKeyError,
  VaultError,
} from '@genie-helper/vault';
import { AppError } from '../http/errors.ts';
import type { VaultMetrics } from '../http/metrics.ts';
import type { SealedCollection } from './access-log-store.ts';

/** A record whose ciphertext is made or opened: its place is part of the ciphertext. */
export interface SealedPlace {
  id: string;
  /** The owner's id. */
  user: string;
}

/** The vault, speaking the API's errors. No error holds a value or a ciphertext. */
export interface CredentialVault {
  keyStarts: KeyStarts;
  /** @throws AppError `request.invalid` (not plain JSON data) · `request.body_too_large` */
  seal(collection: SealedCollection, place: SealedPlace, value: JsonObject): Promise<string>;
  /** @throws AppError `credentials.unopenable` with the key's id for the log */
  open(
    collection: SealedCollection,
    row: SealedPlace & { encrypted_credentials: string },
  ): Promise<JsonObject>;
}

/** How the ciphertexts of this configuration's keys begin. */
export interface KeyStarts {
  current: string;
  previous: readonly string[];
  /** What envelopes of all keys begin with; the older form, which any key may open, begins otherwise. */
  any: string;
}

/** @param keys of the configuration */
export async function createCredentialVault(
  keys: Parameters<typeof createKeyring>[0],
  metrics: VaultMetrics,
): Promise<CredentialVault> {
  const keyring = await createKeyring(keys);
  return measureVault(vaultOf(keyring), keyring, metrics);
}

function vaultOf(keyring: Keyring): CredentialVault {
  const [current = '', ...previous] = keyring.kids.map(envelopeStart);
  return {
    keyStarts: { current, previous, any: envelopeStart() },
    async seal(collection, { id, user }, value) {
      try {
        return await seal(keyring, { collection, id, owner: user }, value);
      } catch (error) {
        throw explainSeal(error);
      }
    },
    async open(collection, { id, user, encrypted_credentials: ciphertext }) {
      try {
        return (await open(keyring, { collection, id, owner: user }, ciphertext)).value;
      } catch (error) {
        if (!(error instanceof VaultError)) throw error;
        throw new AppError('credentials.unopenable', {
          internal: `${collection}/${id}: ${reasonOf(error, ciphertext)}`,
        });
      }
    },
  };
}

function explainSeal(error: unknown): unknown {
  if (!(error instanceof VaultError)) return error;
  if (error.code === 'vault.value_too_large') return new AppError('request.body_too_large');
  if (error.code !== 'vault.value_invalid') return error;
  const message = 'must have finite numbers only, and be nested at most 256 deep';
  return new AppError('request.invalid', { details: [{ path: 'credentials', message }] });
}

function reasonOf(error: VaultError, ciphertext: string): string {
  if (error instanceof UnknownKeyError) {
    return `its key ${error.kid} is not in the keyring, which has ${error.knownKids.join(', ')}`;
  }
  return `does not open; its key is ${keyIdOrNone(ciphertext)}`;
}

function keyIdOrNone(ciphertext: string): string {
  try {
    return keyIdOf(ciphertext);
  } catch {
    return 'not to be read';
  }
}

/** The same vault, its uses counted by key. Ids of keys that the keyring lacks are one: `unknown`. */
function measureVault(
  vault: CredentialVault,
  keyring: Keyring,
  metrics: VaultMetrics,
): CredentialVault {
  const counted = async <T>(operation: 'seal' | 'open', kid: string, work: Promise<T>) => {
    try {
      const result = await work;
      metrics.used(operation, kid, 'done');
      return result;
    } catch (error) {
      metrics.used(operation, kid, 'failed');
      throw error;
    }
  };
  return {
    keyStarts: vault.keyStarts,
    seal: (...what) => counted('seal', keyring.currentKid, vault.seal(...what)),
    open: (collection, row) =>
      counted('open', kidOf(row.encrypted_credentials, keyring), vault.open(collection, row)),
  };
}

function kidOf(ciphertext: string, keyring: Keyring): string {
  try {
    const kid = keyIdOf(ciphertext);
    return keyring.kids.includes(kid) ? kid : 'unknown';
  } catch {
    return 'unknown';
  }
}
