import { url } from 'node:inspector';
import { resolve } from 'node:path';
import {
  type Environment,
  EnvironmentError,
  type EnvironmentProblem,
  introspectionSecretOf,
  parseEnvironment,
} from '@genie-helper/environment';
import { parseVaultKey, type VaultKey, VaultKeyError } from '@genie-helper/vault';
import { type HttpsFiles, readHttpsFiles } from './https-certificate.ts';

/** Everything that the API's process is told from outside. Times are milliseconds. */
export interface ApiConfig {
  listen: { host: string; port: number };
  https: HttpsFiles | undefined;
  logLevel: string;
  /** Where the built console lies, if it is built. */
  consoleDir: string;
  rateLimitMax: number;
  trustProxy: string | undefined;
  directus: { url: string; adminToken: string | undefined };
  tokenValidation: 'auto' | 'users-me' | 'introspect';
  /** Where Redis answers, its password in it; unset: this process counts and queues for itself. */
  redisUrl: string | undefined;
  /** Where traces go, as OTLP over HTTP; unset: nowhere. */
  traceEndpoint: string | undefined;
  /** Opens the routes of servers; `previous` too, during a rotation. */
  sharedSecret: { current: string | undefined; previous: string | undefined };
  /** What credentials are sealed with; unset: they can be neither stored nor revealed. */
  vaultKeys: VaultKeys | undefined;
  /** Opens the introspection route of the session guard; unset: there is no introspection. */
  introspectionSecret: string | undefined;
  captions: {
    timeoutMs: number;
    /** Where a model answers; `undefined`: captions are composed without one. */
    model: { baseUrl: string; name: string; apiKey: string | undefined } | undefined;
  };
}

/**
 * Reads the API's configuration, the vault's keys, and the HTTPS files where it names them.
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
  const vaultKeys = readVaultKeys(environment);
  const problems = [...problemsOf(https), ...problemsOf(vaultKeys)];
  if (isRefused(https) || isRefused(vaultKeys)) throw new EnvironmentError(problems);
  return {
    listen: { host: environment.HOST, port: environment.SERVER_PORT },
    https,
    logLevel: environment.LOG_LEVEL,
    consoleDir: resolve(import.meta.dirname, '../../../console/dist'),
    rateLimitMax: environment.RATE_LIMIT_MAX,
    trustProxy: environment.TRUST_PROXY,
    directus: { url: environment.DIRECTUS_URL, adminToken: environment.DIRECTUS_ADMIN_TOKEN },
    tokenValidation: environment.TOKEN_VALIDATION,
    redisUrl: environment.REDIS_URL,
    traceEndpoint: environment.OTEL_EXPORTER_OTLP_ENDPOINT,
    sharedSecret: {
      current: sharedSecret,
      previous: environment.RBAC_SYNC_WEBHOOK_SECRET_PREVIOUS,
    },
    vaultKeys,
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

interface Refused {
  problems: EnvironmentProblem[];
}

function isRefused(read: object | undefined): read is Refused {
  return read !== undefined && 'problems' in read;
}

function problemsOf(read: object | undefined): EnvironmentProblem[] {
  return isRefused(read) ? read.problems : [];
}

/** The key that seals, and the older ones, which only open. */
interface VaultKeys {
  current: VaultKey;
  previous: VaultKey[];
}

const currentName = 'CREDENTIALS_ENC_KEY_B64';

const previousName = 'CREDENTIALS_ENC_KEYS_PREVIOUS_B64';

/**
 * Reads the vault's keys, so that a bad one stops the start rather than the first reveal.
 *
 * @returns undefined where there are none, or what is wrong with them; a problem names the variable, never a key
 */
function readVaultKeys(
  environment: Pick<Environment, typeof currentName | typeof previousName>,
): VaultKeys | { problems: EnvironmentProblem[] } | undefined {
  const current = environment[currentName];
  if (current === undefined) return undefined;
  const previous = environment[previousName]?.split(',') ?? [];
  const problems: EnvironmentProblem[] = [];
  const read = (name: EnvironmentProblem['name'], text: string): VaultKey[] => {
    try {
      return [parseVaultKey(text)];
    } catch (error) {
      if (!(error instanceof VaultKeyError)) throw error;
      problems.push({ name, message: `${name}: ${error.message}` });
      return [];
    }
  };
  const [currentKey] = read(currentName, current);
  const previousKeys = previous.flatMap((text) => read(previousName, text));
  // A key has one notation only, so equal keys are equal texts.
  if (new Set([current, ...previous]).size <= previous.length) {
    problems.push({
      name: previousName,
      message: `${previousName} has a key twice, or the current one.`,
    });
  }
  if (currentKey === undefined || problems.length > 0) return { problems };
  return { current: currentKey, previous: previousKeys };
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
