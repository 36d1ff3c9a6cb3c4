import {
  type CredentialRow,
  createKeyring,
  credentialRecord,
  envelopeStart,
  type JsonObject,
  keyIdOf,
  maxValueBytes,
  open,
  seal,
  UnknownKeyError,
  VaultError,
} from '@genie-helper/vault';
import { AppError, invalidField } from '../http/errors.ts';
import type { VaultMetrics } from '../http/metrics/work-metrics.ts';

/** The vault, speaking the API's errors. No error holds a value or a ciphertext. */
export type CredentialVault = Awaited<ReturnType<typeof createCredentialVault>>;

/**
 * Uses are counted by key; ids of keys that the keyring lacks are one: `unknown`.
 *
 * @param keys of the configuration
 */
export async function createCredentialVault(
  keys: Parameters<typeof createKeyring>[0],
  metrics: VaultMetrics,
) {
  const keyring = await createKeyring(keys);
  metrics.watch(keyring.kids);
  const [current = '', ...previous] = keyring.kids.map(envelopeStart);

  async function counted<T>(operation: 'seal' | 'open', kid: string, work: Promise<T>): Promise<T> {
    const name = keyring.kids.includes(kid) ? kid : 'unknown';
    try {
      const result = await work;
      metrics.used(operation, name, 'done');
      return result;
    } catch (error) {
      metrics.used(operation, name, 'failed');
      throw error;
    }
  }

  return {
    /**
     * How the ciphertexts of this configuration's keys begin. `any` is what envelopes of all keys begin with; the older
     * form, which any key may open, begins otherwise.
     */
    keyStarts: { current, previous, any: envelopeStart() },
    /** @throws AppError `request.invalid` (not plain JSON data, or too much of it once it's written out) */
    async seal(row: CredentialRow, value: JsonObject) {
      const sealing = seal(keyring, credentialRecord(row), value);
      try {
        return await counted('seal', keyring.currentKid, sealing);
      } catch (error) {
        throw explainSeal(error);
      }
    },
    /** @throws AppError `credentials.unopenable` with the key's id for the log */
    async open(row: CredentialRow, ciphertext: string): Promise<JsonObject> {
      const opening = open(keyring, credentialRecord(row), ciphertext);
      try {
        return (await counted('open', keyIdOrNone(ciphertext), opening)).value;
      } catch (error) {
        if (!(error instanceof VaultError)) throw error;
        throw new AppError('credentials.unopenable', {
          internal: `${row.collection}/${row.id}: ${reasonOf(error, ciphertext)}`,
        });
      }
    },
  };
}

function explainSeal(error: unknown): unknown {
  if (!(error instanceof VaultError)) return error;
  if (error.code === 'vault.value_too_large') {
    // Nothing else grows so much beyond the limit of its body.
    const most = `${maxValueBytes / 1_024} KiB`;
    return invalidField(
      'cookies',
      `come to more than ${most} when each is kept with its host. Export those of this platform only`,
    );
  }
  if (error.code !== 'vault.value_invalid') return error;
  const message = 'must have finite numbers only, and be nested at most 256 deep';
  return invalidField('credentials', message);
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
