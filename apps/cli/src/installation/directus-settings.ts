import { join, resolve } from 'node:path';
import type { DirectusDatabase, DirectusSettings } from '@genie-helper/directus';
import {
  type Environment,
  isLoopbackHost,
  readIntrospectionSecret,
  type VariableName,
} from '@genie-helper/environment';
import type { CliContext } from '../cli-context.ts';
import { CliError } from './cli-error.ts';
import {
  addressOf,
  type Installation,
  loadInstallation,
  requireVariables,
} from './installation.ts';
import type { UpSettings } from './settings.ts';

/**
 * What Directus needs to know, from the settings of `up`.
 *
 * @throws CliError if DIRECTUS_URL isn't an address at which Directus can be started here: plain http, this machine's
 *   loopback, no path
 */
export function toDirectusSettings(
  dir: string,
  environment: UpSettings['environment'],
  texts: UpSettings['texts'] = {},
): DirectusSettings {
  const url = new URL(environment.DIRECTUS_URL);
  assertLocal(url);
  return {
    ...addressOf(url),
    ...commonSettings(dir, environment, texts),
    ...introspectionSecrets(environment),
  };
}

function assertLocal(url: URL): void {
  if (!isLoopbackHost(addressOf(url).host)) {
    throw new CliError(
      `DIRECTUS_URL names ${url.hostname}, and "up" starts Directus on this machine.`,
      {
        hint: 'With a Directus elsewhere run only the API ("npm run api"), or remove DIRECTUS_URL from .env.',
      },
    );
  }
  if (url.protocol !== 'http:' || url.pathname !== '/') {
    throw new CliError(
      'DIRECTUS_URL must be http without a path when "up" starts Directus, such as http://127.0.0.1:8055.',
    );
  }
}

/** What is read, and for what. */
export interface ServerSettingsOptions {
  /** The folder of `data/`, and of an `.env` if there is one. None is made. */
  dir: string;
  variables: CliContext['variables'];
  host: string;
  port: number;
  /** Variables that have to be set besides `SECRET`. */
  needs?: readonly ('DIRECTUS_ADMIN_TOKEN' | 'ADMIN_PASSWORD')[];
}

/**
 * What a Directus needs that runs without the API beside it: fewer secrets than `up` wants, and none of the vault.
 * The secret between the API and the session guard comes as it is, or is derived from the shared secret.
 *
 * @throws CliError with every problem that was found; it names variables, never values
 */
export async function readServerSettings({
  dir,
  variables,
  host,
  port,
  needs = [],
}: ServerSettingsOptions): Promise<DirectusSettings> {
  // HOST is where the API listens; this Directus listens elsewhere.
  const installation = await loadInstallation(dir, { ...variables, HOST: '127.0.0.1' });
  const { values, texts } = installation;
  const secrets = introspectionSecrets(values, texts);
  const problems = [
    ...(secrets.introspectionSecret === undefined ? [noIntrospectionSecret] : []),
    ...(isExposed(host, values) ? [exposure] : []),
  ];
  const environment = requireVariables(installation, ['SECRET', ...needs], { problems });
  const shutdownDelayMs = environment.SHUTDOWN_DELAY_SECONDS * 1_000;
  return { host, port, shutdownDelayMs, ...commonSettings(dir, environment, texts), ...secrets };
}

const noIntrospectionSecret =
  'GENIE_INTROSPECTION_SECRET is not set. Put in what "genie secrets introspection" prints where RBAC_SYNC_WEBHOOK_SECRET is.';

const exposure =
  'With --host other machines reach Directus, and passwords and tokens would come in the clear. Name the proxy that ends HTTPS in TRUST_PROXY, or say with ALLOW_INSECURE_HTTP=true that this is meant.';

type Values = Installation['values'];

function isExposed(host: string, values: Values): boolean {
  if (isLoopbackHost(host)) return false;
  return values.TRUST_PROXY === undefined && values.ALLOW_INSECURE_HTTP !== true;
}

/** What the guard reads for itself. */
export const guardVariableNames = [
  'SESSION_MAX_DAYS',
  'LOGIN_LIMIT_ACCOUNT_FAILURES',
  'LOGIN_LIMIT_ADDRESS_FAILURES',
  'LOGIN_LIMIT_ACCOUNT_SUCCESSES',
  'LOGIN_LIMIT_ADDRESS_SUCCESSES',
  'LOGIN_LIMIT_USER_SESSIONS',
  'LOGIN_LIMIT_WINDOW_SECONDS',
  'LOGIN_LIMIT_MAX_TRACKED',
  'BATCH_RETENTION_DAYS',
  'CAPTION_RETENTION_DAYS',
  'CHAT_RETENTION_DAYS',
  'ACTIVITY_RETENTION_DAYS',
  'REVISION_RETENTION_DAYS',
  'CLAIM_RETENTION_DAYS',
  'MAIL_RETENTION_DAYS',
  'TOKEN_RETENTION_DAYS',
  'SESSION_RETENTION_DAYS',
  'AUDIT_RETENTION_DAYS',
] as const satisfies readonly VariableName[];

function commonSettings(
  dir: string,
  environment: Environment,
  { NODE_EXTRA_CA_CERTS }: Installation['texts'],
): Omit<DirectusSettings, 'host' | 'port'> {
  const { DIRECTUS_URL, SECRET = '', LOG_LEVEL: logLevel, TRUST_PROXY: trustProxy } = environment;
  const { ADMIN_EMAIL, ADMIN_PASSWORD = '', DIRECTUS_ADMIN_TOKEN = '' } = environment;
  return {
    release: environment.DIRECTUS_RELEASE,
    publicUrl: new URL(DIRECTUS_URL).origin,
    dataDir: join(dir, 'data'),
    database: toDatabase(dir, environment),
    secret: SECRET,
    previousSecret: environment.SECRET_PREVIOUS,
    guardKey: environment.GUARD_KEY,
    previousGuardKey: environment.GUARD_KEY_PREVIOUS,
    isAdminFactorRequired: environment.REQUIRE_ADMIN_TWO_FACTOR,
    admin: { email: ADMIN_EMAIL, password: ADMIN_PASSWORD, token: DIRECTUS_ADMIN_TOKEN },
    logLevel,
    trustProxy,
    extraEnvironment: {
      ...Object.fromEntries(guardVariableNames.map((name) => [name, String(environment[name])])),
      ...(NODE_EXTRA_CA_CERTS && { NODE_EXTRA_CA_CERTS }),
      ...(environment.METRICS_TOKEN && { METRICS_TOKEN: `string:${environment.METRICS_TOKEN}` }),
    },
  };
}

type DatabaseVariables = Pick<
  Environment,
  | 'DB_CLIENT'
  | 'DB_FILENAME'
  | 'DB_HOST'
  | 'DB_PORT'
  | 'DB_DATABASE'
  | 'DB_USER'
  | 'DB_PASSWORD'
  | 'DB_SSL'
>;

/** Where the data is. `DB_CLIENT=pg` was refused unless host, database and user are set. */
export function toDatabase(dir: string, environment: DatabaseVariables): DirectusDatabase {
  if (environment.DB_CLIENT === 'sqlite3') {
    return { client: 'sqlite3', filename: resolve(dir, environment.DB_FILENAME) };
  }
  const { DB_HOST: host = '', DB_DATABASE: database = '', DB_USER: user = '' } = environment;
  const { DB_PORT: port, DB_PASSWORD: password, DB_SSL } = environment;
  return {
    client: 'pg',
    host,
    port,
    database,
    user,
    password,
    ssl: DB_SSL || undefined,
  };
}

/** @param texts may have the secrets already derived, with the prefix that `genie secrets introspection` prints */
function introspectionSecrets(
  { RBAC_SYNC_WEBHOOK_SECRET: current, RBAC_SYNC_WEBHOOK_SECRET_PREVIOUS: previous }: Values,
  texts: Installation['texts'] = {},
): Pick<DirectusSettings, 'introspectionSecret' | 'previousIntrospectionSecret'> {
  return {
    introspectionSecret: readIntrospectionSecret({
      GENIE_INTROSPECTION_SECRET: texts.GENIE_INTROSPECTION_SECRET,
      RBAC_SYNC_WEBHOOK_SECRET: current,
    }),
    previousIntrospectionSecret: readIntrospectionSecret({
      GENIE_INTROSPECTION_SECRET: texts.GENIE_INTROSPECTION_SECRET_PREVIOUS,
      RBAC_SYNC_WEBHOOK_SECRET: previous,
    }),
  };
}
