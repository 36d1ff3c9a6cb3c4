import { url } from 'node:inspector';
import { resolve } from 'node:path';
import {
  EnvironmentError,
  type EnvironmentProblem,
  introspectionSecretOf,
  parseEnvironment,
  readHttpsFiles,
} from '@genie-helper/environment';
import { readVaultKeys } from '@genie-helper/vault';

/** Everything that the API's process is told from outside. Times are milliseconds. */
export type ApiConfig = ReturnType<typeof readApiConfig>;

/**
 * Reads the API's configuration, the vault's keys, and the HTTPS files where it names them.
 *
 * @param texts the process's environment
 * @throws EnvironmentError with every problem at once, each naming its variable
 */
export function readApiConfig(texts: Readonly<Record<string, string | undefined>>) {
  const environment = parseEnvironment(texts);
  const { HTTPS_CERT_PATH: certPath, HTTPS_KEY_PATH: keyPath } = environment;
  const sharedSecret = environment.RBAC_SYNC_WEBHOOK_SECRET;
  const https =
    environment.ENABLE_HTTPS && certPath !== undefined && keyPath !== undefined
      ? readHttpsFiles(certPath, keyPath)
      : undefined;
  const vaultKeys = readVaultKeys(environment);
  const problems = [...problemsOf(https), ...problemsOf(vaultKeys)];
  if (isRefused(https) || isRefused(vaultKeys)) throw new EnvironmentError(problems);
  return {
    listen: { host: environment.HOST, port: environment.SERVER_PORT },
    https,
    logLevel: environment.LOG_LEVEL,
    /** Where the built console lies, if it is built. */
    consoleDir: resolve(import.meta.dirname, '../../../console/dist'),
    rateLimitMax: environment.RATE_LIMIT_MAX,
    trustProxy: environment.TRUST_PROXY,
    directus: { url: environment.DIRECTUS_URL, adminToken: environment.DIRECTUS_ADMIN_TOKEN },
    tokenValidation: environment.TOKEN_VALIDATION,
    /** Where Redis answers, its password in it; unset: this process counts and queues for itself. */
    redisUrl: environment.REDIS_URL,
    /** Where traces go, as OTLP over HTTP; unset: nowhere. */
    traceEndpoint: environment.OTEL_EXPORTER_OTLP_ENDPOINT,
    /** Opens the routes of servers; `previous` too, during a rotation. */
    sharedSecret: {
      current: sharedSecret,
      previous: environment.RBAC_SYNC_WEBHOOK_SECRET_PREVIOUS,
    },
    /** What credentials are sealed with; unset: they can be neither stored nor revealed. */
    vaultKeys,
    /** Opens the introspection route of the session guard; unset: there is no introspection. */
    introspectionSecret:
      sharedSecret === undefined ? undefined : introspectionSecretOf(sharedSecret),
    captions: {
      timeoutMs: environment.LLM_TIMEOUT_MS,
      /** Where a model answers; `undefined`: captions are composed without one. */
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

interface Refused {
  problems: EnvironmentProblem[];
}

function isRefused(read: object | undefined): read is Refused {
  return read !== undefined && 'problems' in read;
}

function problemsOf(read: object | undefined): EnvironmentProblem[] {
  return isRefused(read) ? read.problems : [];
}

/** The environment of this process: the one place that reads it. */
export function processEnvironment(): Readonly<Record<string, string | undefined>> {
  return process.env;
}

/**
 * Why this process must not start: a debugger can attach to it (`--inspect`), who would read every secret in it. Where
 * `NODE_ENV` is `development` that's what somebody wants.
 *
 * @returns a sentence for people; undefined where nothing is wrong
 */
export function debuggerProblem(): string | undefined {
  if (url() === undefined || processEnvironment().NODE_ENV === 'development') return undefined;
  return 'A debugger can attach to this process, and whoever does can read every secret in it. Start it without --inspect (also in NODE_OPTIONS), or with NODE_ENV=development.';
}
