import { type Keyring, keyIdOf } from '@genie-helper/vault';
import type { CredentialVault } from '../../credentials/credential-vault.ts';
import type { VaultMetrics } from '../metrics/vault-metrics.ts';

/** The same vault, its uses counted by key. Ids of keys that the keyring lacks are one: `unknown`. */
export function measureVault(
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
