import {
  createBuiltinProvider,
  createCaptionWriter,
  createOpenAiCompatibleProvider,
} from '@genie-helper/captions';
import type { AppServices } from './app.ts';
import type { ApiConfig } from './config/api-config.ts';
import { createCaptionService } from './services/captions/write-caption.ts';
import { createDirectusAdmin } from './services/directus/directus-admin.ts';
import { createDirectusClient } from './services/directus/directus-client.ts';
import { createReadiness } from './services/directus/readiness.ts';
import { createCommonPasswordCheck } from './services/registration/common-passwords.ts';
import { createRegistrationService } from './services/registration/register-user.ts';
import { createUsersMeValidator } from './services/sessions/users-me-validator.ts';

/**
 * Builds every client and service: the one place that does.
 *
 * @param config the admin token in it goes into the admin client's closure and nowhere else
 * @returns the services, and `close` for after the last request
 */
export function compose(
  config: Pick<ApiConfig, 'directus' | 'captions'>,
): AppServices & { close(): Promise<void> } {
  const directus = createDirectusClient({ url: config.directus.url });
  const registrar = createDirectusClient({
    url: config.directus.url,
    connections: 4,
    callTimeoutMs: 10_000,
  });
  return {
    validator: createUsersMeValidator(directus),
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
