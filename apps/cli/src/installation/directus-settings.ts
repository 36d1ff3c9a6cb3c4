import { join, resolve } from 'node:path';
import type { DirectusDatabase, DirectusSettings } from '@genie-helper/directus';
import {
  type Environment,
  EnvironmentError,
  introspectionSecretOf,
  isLoopbackHost,
  parseEnvironment,
  withoutEmpty,
} from '@genie-helper/environment';
import type { World } from '../cli-context.ts';
import { UpError } from './cli-error.ts';
import { readEnvFile } from './env-file.ts';
import type { UpSettings } from './settings.ts';

/**
 * What Directus needs to know, from the settings of `up`.
 *
 * @throws UpError `up.directus_url` if DIRECTUS_URL isn't an address at which Directus can be
 *   started here: plain http, this machine's loopback, no path
 */
export function toDirectusSettings(
  dir: string,
  environment: UpSettings['environment'],
): DirectusSettings {
  const url = new URL(environment.DIRECTUS_URL);
  assertLocal(url);
  const trustProxy = environment.TRUST_PROXY;
  const previousSecret = environment.RBAC_SYNC_WEBHOOK_SECRET_PREVIOUS;
  return {
    host: listenHost(url.hostname),
    port: Number(url.port || 80),
    publicUrl: url.origin,
    dataDir: join(dir, 'data'),
    database: toDatabase(dir, environment),
    secret: environment.SECRET,
    admin: {
      email: environment.ADMIN_EMAIL,
      password: environment.ADMIN_PASSWORD,
      token: environment.DIRECTUS_ADMIN_TOKEN,
    },
    logLevel: environment.LOG_LEVEL,
    ...(trustProxy === undefined ? {} : { trustProxy }),
    introspectionSecret: introspectionSecretOf(environment.RBAC_SYNC_WEBHOOK_SECRET),
    ...(previousSecret === undefined
      ? {}
      : { previousIntrospectionSecret: introspectionSecretOf(previousSecret) }),
  };
}

function assertLocal(url: URL): void {
  const isLoopback = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (!isLoopback) {
    throw new UpError('up.directus_url', [
      `DIRECTUS_URL names ${url.hostname}, and "up" starts Directus on this machine. With a Directus elsewhere run only the API ("npm run api"), or remove DIRECTUS_URL from .env.`,
    ]);
  }
  if (url.protocol !== 'http:' || url.pathname !== '/') {
    throw new UpError('up.directus_url', [
      `DIRECTUS_URL must be http without a path when "up" starts Directus, such as http://127.0.0.1:8055.`,
    ]);
  }
}

function listenHost(hostname: string): string {
  if (hostname === 'localhost') return '127.0.0.1';
  return hostname.replace(/^\[|\]$/g, '');
}

/**
 * Where the data is.
 *
 * @throws UpError `up.env_invalid` where PostgreSQL is meant and not said where
 */
function toDatabase(
  dir: string,
  environment: Pick<
    UpSettings['environment'],
    | 'DB_CLIENT'
    | 'DB_FILENAME'
    | 'DB_HOST'
    | 'DB_PORT'
    | 'DB_DATABASE'
    | 'DB_USER'
    | 'DB_PASSWORD'
    | 'DB_SSL'
  >,
): DirectusDatabase {
  if (environment.DB_CLIENT === 'sqlite3') {
    return { client: 'sqlite3', filename: resolve(dir, environment.DB_FILENAME) };
  }
  const { DB_HOST: host, DB_DATABASE: database, DB_USER: user } = environment;
  if (host === undefined || database === undefined || user === undefined) {
    throw new UpError('up.env_invalid', ['DB_CLIENT=pg needs DB_HOST, DB_DATABASE and DB_USER.']);
  }
  const password = environment.DB_PASSWORD;
  return {
    client: 'pg',
    host,
    port: environment.DB_PORT,
    database,
    user,
    ...(password === undefined ? {} : { password }),
    ...(environment.DB_SSL ? { ssl: true } : {}),
  };
}

/** What is read, and for what. */
export interface ServerSettingsOptions {
  /** The folder of `data/`, and of an `.env` if there is one. None is made. */
  dir: string;
  variables: World['variables'];
  host: string;
  port: number;
  /** Variables that have to be set besides `SECRET`. */
  needs?: readonly ('DIRECTUS_ADMIN_TOKEN' | 'ADMIN_PASSWORD')[];
}

/**
 * What a Directus needs that runs without the API beside it: fewer secrets than `up` wants, and none of the vault.
 * The secret between the API and the session guard comes as it is, or is derived from the shared secret.
 *
 * @throws UpError with every problem that was found; it names variables, never values
 */
export async function readServerSettings(
  options: ServerSettingsOptions,
): Promise<DirectusSettings> {
  const { dir, host, port } = options;
  const file = await readEnvFile(join(dir, '.env'));
  const texts = { ...withoutEmpty(file?.variables ?? {}), ...withoutEmpty(options.variables) };
  // HOST is where the API listens; this Directus listens elsewhere.
  const environment = parse({ ...texts, HOST: '127.0.0.1' });
  const introspection = introspectionSecrets(texts, environment);
  const needed = ['SECRET', ...(options.needs ?? [])] as const;
  const problems = needed
    .filter((name) => environment[name] === undefined)
    .map((name) => `${name} is not set.`);
  if (introspection.introspectionSecret === undefined) problems.push(noIntrospectionSecret);
  if (isExposed(host, environment)) problems.push(exposure);
  if (problems.length > 0) throw new UpError('up.env_invalid', problems);
  const { SECRET, ADMIN_EMAIL, ADMIN_PASSWORD, DIRECTUS_ADMIN_TOKEN, TRUST_PROXY } = environment;
  return {
    host,
    port,
    publicUrl: new URL(environment.DIRECTUS_URL).origin,
    dataDir: join(dir, 'data'),
    database: toDatabase(dir, environment),
    secret: SECRET ?? '',
    admin: {
      email: ADMIN_EMAIL,
      password: ADMIN_PASSWORD ?? '',
      token: DIRECTUS_ADMIN_TOKEN ?? '',
    },
    logLevel: environment.LOG_LEVEL,
    ...(TRUST_PROXY === undefined ? {} : { trustProxy: TRUST_PROXY }),
    ...introspection,
  };
}

const noIntrospectionSecret =
  'GENIE_INTROSPECTION_SECRET is not set. Put in what "genie secrets introspection" prints where RBAC_SYNC_WEBHOOK_SECRET is.';

const exposure =
  'With --host other machines reach Directus, and passwords and tokens would come in the clear. Name the proxy that ends HTTPS in TRUST_PROXY, or say with ALLOW_INSECURE_HTTP=true that this is meant.';

function isExposed(host: string, environment: Environment): boolean {
  if (isLoopbackHost(host)) return false;
  return environment.TRUST_PROXY === undefined && !environment.ALLOW_INSECURE_HTTP;
}

function introspectionSecrets(
  texts: Readonly<Record<string, string>>,
  environment: Environment,
): Pick<DirectusSettings, 'introspectionSecret' | 'previousIntrospectionSecret'> {
  const current = introspectionSecret(
    texts.GENIE_INTROSPECTION_SECRET,
    environment.RBAC_SYNC_WEBHOOK_SECRET,
  );
  const previous = introspectionSecret(
    texts.GENIE_INTROSPECTION_SECRET_PREVIOUS,
    environment.RBAC_SYNC_WEBHOOK_SECRET_PREVIOUS,
  );
  return {
    ...(current === undefined ? {} : { introspectionSecret: current }),
    ...(previous === undefined ? {} : { previousIntrospectionSecret: previous }),
  };
}

/** `genie secrets introspection` prints it with the prefix that Directus wants. */
function introspectionSecret(
  given: string | undefined,
  shared: string | undefined,
): string | undefined {
  if (given !== undefined) return given.replace(/^string:/, '');
  return shared === undefined ? undefined : introspectionSecretOf(shared);
}

function parse(texts: Record<string, string>): Environment {
  try {
    return parseEnvironment(texts);
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    throw new UpError(
      'up.env_invalid',
      error.problems.map(({ message }) => message),
    );
  }
}
