import { createKeyring, envelopeStart } from '@genie-helper/vault';
import type { ServiceConfig } from '../compose/service-config.ts';
import { createAdminCall } from '../directus/admin-call.ts';
import type { DirectusClient } from '../directus/directus-client.ts';
import { AppError } from '../errors/app-error.ts';
import {
  createCredentialService,
  type RequireCredentials,
} from '../services/credentials/credential-service.ts';
import { measureVault } from '../services/credentials/measure-vault.ts';
import { createListedRecords } from '../services/directus/admin/listed-records.ts';
import type { VaultMetrics } from '../services/metrics/vault-metrics.ts';
import { type AccessLog, createAccessLog } from './access-log-store.ts';
import { createSealedRecords } from './credential-store.ts';
import { createCredentialVault } from './credential-vault.ts';

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
