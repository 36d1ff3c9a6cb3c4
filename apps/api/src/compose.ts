import {
  createBuiltinProvider,
  createCaptionWriter,
  createOpenAiCompatibleProvider,
} from '@genie-helper/captions';
import { createKeyring } from '@genie-helper/vault';
import type { AppServices } from './app.ts';
import type { ApiConfig } from './config/api-config.ts';
import { AppError } from './errors/app-error.ts';
import { createCaptionService } from './services/captions/write-caption.ts';
import { createCredentialService } from './services/credentials/credential-service.ts';
import { createCredentialVault } from './services/credentials/credential-vault.ts';
import { createAccessLog } from './services/directus/admin/access-log.ts';
import { createAdminCall } from './services/directus/admin/admin-call.ts';
import { createSealedRecords } from './services/directus/admin/sealed-records.ts';
import { createUserAccounts } from './services/directus/admin/user-accounts.ts';
import { createDirectusClient, type DirectusClient } from './services/directus/directus-client.ts';
import { createReadiness } from './services/directus/readiness.ts';
import { createCommonPasswordCheck } from './services/registration/common-passwords.ts';
import { createRegistrationService } from './services/registration/register-user.ts';
import { type AutoValidatorDeps, createAutoValidator } from './services/sessions/auto-validator.ts';
import { createIntrospectValidator } from './services/sessions/introspect-validator.ts';
import { createSharedSecretCheck } from './services/sessions/shared-secret.ts';
import type { TokenValidator } from './services/sessions/token-validator.ts';
import { createUsersMeValidator } from './services/sessions/users-me-validator.ts';

/** The part of the configuration that services are made from. */
export type ServiceConfig = Pick<
  ApiConfig,
  'directus' | 'captions' | 'tokenValidation' | 'introspectionSecret' | 'sharedSecret' | 'vaultKeys'
>;

/**
 * Builds every client and service: the one place that does.
 *
 * @param log told when the way of checking tokens changes
 * @param config the admin token and the keys in it go into the closures that need them and nowhere else
 * @returns the services, and `close` for after the last request
 */
export async function compose(
  config: ServiceConfig,
  log: AutoValidatorDeps['log'],
): Promise<AppServices & { close(): Promise<void> }> {
  const directus = createDirectusClient({ url: config.directus.url });
  const registrar = createDirectusClient({
    url: config.directus.url,
    connections: 4,
    callTimeoutMs: 10_000,
  });
  const archivist = createDirectusClient({
    url: config.directus.url,
    connections: 16,
    callTimeoutMs: 10_000,
  });
  const { adminToken } = config.directus;
  return {
    validator: createValidator(directus, config, log),
    sharedSecret: createSharedSecretCheck(config.sharedSecret),
    ...(await createCredentials(archivist, config)),
    registration: createRegistrationService({
      admin: createUserAccounts(
        createAdminCall(registrar, adminToken, 'registration.not_configured'),
      ),
      isCommonPassword: createCommonPasswordCheck(),
    }),
    captions: createCaptionService(createWriter(config.captions)),
    readiness: createReadiness(directus),
    close: async () => {
      await Promise.all([directus.close(), registrar.close(), archivist.close()]);
    },
  };
}

async function createCredentials(
  client: DirectusClient,
  { directus, vaultKeys }: Pick<ServiceConfig, 'directus' | 'vaultKeys'>,
): Promise<Pick<AppServices, 'requireCredentials' | 'accessLog'>> {
  const now = () => new Date();
  const call = createAdminCall(client, directus.adminToken, 'credentials.admin_token_not_set');
  const log = createAccessLog(call, now);
  if (vaultKeys === undefined) {
    const requireCredentials = () => {
      throw new AppError('credentials.key_not_set');
    };
    return { requireCredentials, accessLog: log };
  }
  const vault = createCredentialVault(await createKeyring(vaultKeys));
  const records = createSealedRecords(call, now);
  const credentials = createCredentialService({ records, log, vault, now });
  return { requireCredentials: () => credentials, accessLog: log };
}

function createValidator(
  directus: DirectusClient,
  {
    tokenValidation,
    introspectionSecret,
  }: Pick<ApiConfig, 'tokenValidation' | 'introspectionSecret'>,
  log: AutoValidatorDeps['log'],
): TokenValidator {
  const usersMe = createUsersMeValidator(directus);
  if (tokenValidation === 'users-me' || introspectionSecret === undefined) return usersMe;
  const introspect = createIntrospectValidator(directus, introspectionSecret);
  if (tokenValidation === 'introspect') return introspect;
  return createAutoValidator({ introspect, usersMe, log });
}

function createWriter({ model, timeoutMs }: ApiConfig['captions']) {
  if (model === undefined) {
    return createCaptionWriter({ provider: createBuiltinProvider(), timeoutMs });
  }
  const { baseUrl, name, apiKey } = model;
  const provider = createOpenAiCompatibleProvider({
    baseUrl,
    model: name,
    timeoutMs,
    ...(apiKey === undefined ? {} : { apiKey }),
  });
  return createCaptionWriter({ provider, timeoutMs });
}
