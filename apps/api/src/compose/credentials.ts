import { createTurns, vaultSecretOf } from '@genie-helper/guard-protocol';
import { createAccessReader } from '../credentials/access-log-store.ts';
import { createSealedRecords } from '../credentials/credential-store.ts';
import { createCredentialVault } from '../credentials/credential-vault.ts';
import { createListedRecords } from '../credentials/listed-records-store.ts';
import type { Credentials } from '../credentials/plugin.ts';
import { credentialsWithoutKey } from '../credentials/sealed-rows.ts';
import { createUnknownIdBound } from '../credentials/unknown-ids.ts';
import { createVaultStore, preferVault } from '../credentials/vault-store.ts';
import { AppError } from '../http/errors.ts';
import { callTimeoutMs, type Foundation } from './foundation.ts';

/**
 * In characters of cookie jars. A full one keeps this process and Directus busy for tens of milliseconds; so one user
 * stores four of them at once, and then one in two seconds.
 */
const jarPace = { burst: 1_048_576, perSecond: 131_072 };

/** Makes what keeps credentials. Without a key of the vault only the log of their use can be had. */
export async function createCredentials(foundation: Foundation): Promise<Credentials> {
  const { config, connect, asAdmin, metrics, now } = foundation;
  const calls = connect('credentials', { callTimeoutMs, connections: 16 });
  const call = asAdmin(calls, 'credentials.admin_token_not_set');
  const withoutGuard = createSealedRecords(call, now);
  const throughGuard = createGuardedRecords(foundation);
  const records =
    throughGuard === undefined
      ? withoutGuard
      : preferVault(throughGuard, withoutGuard, foundation.log);
  const logged = {
    log: { ...createAccessReader(call), append: records.append },
    logsUnknownId: createUnknownIdBound(now),
    inTurn: createTurns({
      atOnce: 1,
      maxWaiting: 20,
      pace: jarPace,
      refuse: () => new AppError('rate_limit.exceeded', { retryAfterSeconds: 1 }),
    }),
    now,
  };
  if (config.vaultKeys === undefined) return credentialsWithoutKey(logged);
  return {
    ...logged,
    records,
    listed: createListedRecords(call),
    vault: await createCredentialVault(config.vaultKeys, metrics.vault),
  };
}

/** The records through the guard's vault, where there may be one. */
function createGuardedRecords({ config, connect, metrics, secret, now }: Foundation) {
  const { directus, tokenValidation } = config;
  const { adminToken } = directus;
  if (adminToken === undefined || secret === undefined || tokenValidation === 'users-me') {
    return undefined;
  }
  return createVaultStore({
    client: connect('credentials', {
      callTimeoutMs,
      connections: 4,
      maxResponseBytes: 16 * 1024 * 1024,
    }),
    secret: vaultSecretOf(secret),
    now,
    onBatch: metrics.vault.batchSent,
  });
}
