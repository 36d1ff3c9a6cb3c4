import { url } from 'node:inspector';
import { resolve } from 'node:path';
import {
  type Environment,
  EnvironmentError,
  type EnvironmentProblem,
  parseEnvironment,
  parseMailFrom,
  parseSmtpUrl,
  readHttpsFiles,
  readIntrospectionSecret,
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
    shutdownDelayMs: environment.SHUTDOWN_DELAY_SECONDS * 1_000,
    rateLimitMax: environment.RATE_LIMIT_MAX,
    trustProxy: environment.TRUST_PROXY,
    directus: {
      /** Every process of the installation. */
      urls: readUrls(environment),
      adminToken: environment.DIRECTUS_ADMIN_TOKEN,
      /** While the token is changed. */
      previousAdminToken: environment.DIRECTUS_ADMIN_TOKEN_PREVIOUS,
    },
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
    /** Opens the metrics, and nothing else; unset: the shared secret does. */
    metricsToken: environment.METRICS_TOKEN,
    /** What credentials are sealed with; unset: they can be neither stored nor revealed. */
    vaultKeys,
    /** Where checkpoints of the access log go, as a file; unset: to the database alone. */
    checkpointFile:
      environment.AUDIT_CHECKPOINT_FILE === undefined
        ? undefined
        : resolve(environment.AUDIT_CHECKPOINT_FILE),
    /** Where the access log is sent; unset: nowhere. */
    auditStream: readAuditStream(environment),
    /** Opens the introspection route of the session guard; unset: there is no introspection. */
    introspectionSecret: readIntrospectionSecret(environment),
    /** Whether a new account waits until its address is proven. */
    isAddressProofRequired: environment.EMAIL_VERIFICATION === 'required',
    /** Whether administrators' routes ask for a second factor. */
    isAdminFactorRequired: environment.REQUIRE_ADMIN_TWO_FACTOR,
    /** How mails are sent; unset: they can't be. */
    mail: readMail(environment),
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

function readUrls(environment: {
  DIRECTUS_URL: string;
  DIRECTUS_URLS?: string;
}): readonly string[] {
  const { DIRECTUS_URL: url, DIRECTUS_URLS: urls = url } = environment;
  return urls.split(',').map((each) => each.trim().replace(/\/+$/, ''));
}

function readAuditStream({ AUDIT_STREAM_URL: url, AUDIT_STREAM_SECRET: secret }: Environment) {
  return url === undefined || secret === undefined ? undefined : { url, secret };
}

/** To a server, else into a folder; to neither where nothing is set. */
function readMail(environment: Environment) {
  const { SMTP_URL, MAIL_FROM, PUBLIC_URL: publicUrl, MAIL_DIRECTORY: folder } = environment;
  const from = MAIL_FROM === undefined ? undefined : parseMailFrom(MAIL_FROM);
  if (from === undefined || publicUrl === undefined) return undefined;
  const server = SMTP_URL === undefined ? undefined : parseSmtpUrl(SMTP_URL);
  if (server !== undefined) {
    const isInsecureAllowed = environment.ALLOW_INSECURE_SMTP;
    return { route: { kind: 'smtp' as const, server, isInsecureAllowed }, from, publicUrl };
  }
  return folder === undefined
    ? undefined
    : { route: { kind: 'folder' as const, folder: resolve(folder) }, from, publicUrl };
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
