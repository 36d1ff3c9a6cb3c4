import { createKeyring, envelopeStart } from '@genie-helper/vault';
import { AppError } from '../errors/app-error.ts';
import {
  createCredentialService,
  type RequireCredentials,
} from '../services/credentials/credential-service.ts';
import { createCredentialVault } from '../services/credentials/credential-vault.ts';
import { measureVault } from '../services/credentials/measure-vault.ts';
import { type AccessLog, createAccessLog } from '../services/directus/admin/access-log.ts';
import { createAdminCall } from '../services/directus/admin/admin-call.ts';
import { createListedRecords } from '../services/directus/admin/listed-records.ts';
import { createSealedRecords } from '../services/directus/admin/sealed-records.ts';
import type { DirectusClient } from '../services/directus/directus-client.ts';
import type { VaultMetrics } from '../services/metrics/vault-metrics.ts';
import type { ServiceConfig } from './service-config.ts';

/** Stored credentials and their log; without a key of the vault only the log can be had. */
export async function createCredentials(
  client: DirectusClient,
  { directus, vaultKeys }: Pick<ServiceConfig, 'directus' | 'vaultKeys'>,
  metrics: VaultMetrics,
): Promise<{ requireCredentials: RequireCredentials; accessLog: AccessLog }> {
  const now = () => new Date();
  const call = createAdminCall(client, directus.adminToken, 'credentials.admin_token_not_set');
  const log = createAccessLog(call, now);
  if (vaultKeys === undefined) {
    const requireCredentials = () => {
      throw new AppError('credentials.key_not_set');
    };
    return { requireCredentials, accessLog: log };
  }
  const keyring = await createKeyring(vaultKeys);
  const [current = '', ...previous] = keyring.kids.map(envelopeStart);
  const credentials = createCredentialService({
    records: createSealedRecords(call, now),
    listed: createListedRecords(call),
    keyStarts: { current, previous, any: envelopeStart() },
    log,
    vault: measureVault(createCredentialVault(keyring), keyring, metrics),
    now,
  });
  return { requireCredentials: () => credentials, accessLog: log };
}
