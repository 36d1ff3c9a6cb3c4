import { join, resolve } from 'node:path';
import type { DirectusDatabase, DirectusSettings } from '@genie-helper/directus';
import { introspectionSecretOf } from '@genie-helper/environment';
import { UpError } from './cli-error.ts';
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
export function toDatabase(
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
