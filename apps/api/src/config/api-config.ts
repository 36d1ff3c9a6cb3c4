import {
  EnvironmentError,
  introspectionSecretOf,
  parseEnvironment,
} from '@genie-helper/environment';
import { readHttpsFiles } from './https-files.ts';

/** Everything that the API's process is told from outside. Times are milliseconds. */
export interface ApiConfig {
  listen: { host: string; port: number };
  https: { cert: Buffer; key: Buffer } | undefined;
  logLevel: string;
  rateLimitMax: number;
  trustProxy: string | undefined;
  directus: { url: string; adminToken: string | undefined };
  tokenValidation: 'auto' | 'users-me' | 'introspect';
  /** Opens the introspection route of the session guard; unset: there is no introspection. */
  introspectionSecret: string | undefined;
  captions: {
    timeoutMs: number;
    /** Where a model answers; `undefined`: captions are composed without one. */
    model: { baseUrl: string; name: string; apiKey: string | undefined } | undefined;
  };
}

/**
 * Reads the API's configuration, and the HTTPS files where it names them.
 *
 * @param texts the process's environment
 * @throws EnvironmentError with every problem at once, each naming its variable
 */
export function readApiConfig(texts: Readonly<Record<string, string | undefined>>): ApiConfig {
  const environment = parseEnvironment(texts);
  const { HTTPS_CERT_PATH: certPath, HTTPS_KEY_PATH: keyPath } = environment;
  const sharedSecret = environment.RBAC_SYNC_WEBHOOK_SECRET;
  const https =
    environment.ENABLE_HTTPS && certPath !== undefined && keyPath !== undefined
      ? readHttpsFiles(certPath, keyPath)
      : undefined;
  if (https !== undefined && 'problems' in https) throw new EnvironmentError(https.problems);
  return {
    listen: { host: environment.HOST, port: environment.SERVER_PORT },
    https,
    logLevel: environment.LOG_LEVEL,
    rateLimitMax: environment.RATE_LIMIT_MAX,
    trustProxy: environment.TRUST_PROXY,
    directus: { url: environment.DIRECTUS_URL, adminToken: environment.DIRECTUS_ADMIN_TOKEN },
    tokenValidation: environment.TOKEN_VALIDATION,
    introspectionSecret:
      sharedSecret === undefined ? undefined : introspectionSecretOf(sharedSecret),
    captions: {
      timeoutMs: environment.LLM_TIMEOUT_MS,
      model:
        environment.CAPTION_PROVIDER === 'builtin'
          ? undefined
          : {
              baseUrl: environment.LLM_BASE_URL,
              name: environment.LLM_MODEL,
              apiKey: environment.LLM_API_KEY,
            },
    },
  };
}
