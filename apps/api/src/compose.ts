import {
  createBuiltinProvider,
  createCaptionWriter,
  createOpenAiCompatibleProvider,
} from '@genie-helper/captions';
import type { AppServices } from './app.ts';
import type { ApiConfig } from './config/api-config.ts';
import { createCaptionService } from './services/captions/write-caption.ts';
import { createDirectusAdmin } from './services/directus/directus-admin.ts';
import { createDirectusClient, type DirectusClient } from './services/directus/directus-client.ts';
import { createReadiness } from './services/directus/readiness.ts';
import { createCommonPasswordCheck } from './services/registration/common-passwords.ts';
import { createRegistrationService } from './services/registration/register-user.ts';
import { type AutoValidatorDeps, createAutoValidator } from './services/sessions/auto-validator.ts';
import { createIntrospectValidator } from './services/sessions/introspect-validator.ts';
import type { TokenValidator } from './services/sessions/token-validator.ts';
import { createUsersMeValidator } from './services/sessions/users-me-validator.ts';

/**
 * Builds every client and service: the one place that does.
 *
 * @param log told when the way of checking tokens changes
 * @param config the admin token in it goes into the admin client's closure and nowhere else
 * @returns the services, and `close` for after the last request
 */
export function compose(
  config: Pick<ApiConfig, 'directus' | 'captions' | 'tokenValidation' | 'introspectionSecret'>,
  log: AutoValidatorDeps['log'],
): AppServices & { close(): Promise<void> } {
  const directus = createDirectusClient({ url: config.directus.url });
  const registrar = createDirectusClient({
    url: config.directus.url,
    connections: 4,
    callTimeoutMs: 10_000,
  });
  return {
    validator: createValidator(directus, config, log),
    registration: createRegistrationService({
      admin: createDirectusAdmin(registrar, config.directus.adminToken),
      isCommonPassword: createCommonPasswordCheck(),
    }),
    captions: createCaptionService(createWriter(config.captions)),
    readiness: createReadiness(directus),
    close: async () => {
      await Promise.all([directus.close(), registrar.close()]);
    },
  };
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
