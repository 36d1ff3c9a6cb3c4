import { devNull } from 'node:os';
import { join, resolve } from 'node:path';
import { guardTables, normalizePassword } from '@genie-helper/guard-protocol';
import { type DirectusRelease, requireDirectusPackage } from './release.ts';

const projectDir = resolve(import.meta.dirname, '..');
const extensionsDir = resolve(projectDir, '..', 'extensions');

/**
 * The complete environment of a Directus process. Names are those of Directus 11.17.4 and
 * 12.4.0; what isn't named here keeps Directus's default.
 *
 * Free text goes in with the prefix `string:`, because Directus otherwise guesses a type: a path
 * with a comma would become a list, a password of digits a number.
 *
 * @throws DirectusStartError `directus.release_missing`
 */
export function directusEnvironment(settings: DirectusSettings): Record<string, string> {
  return {
    ...inheritedVariables(),
    NODE_ENV: 'production',
    ...serverVariables(settings),
    ...databaseVariables(settings),
    ...sessionVariables(settings),
    ...extensionVariables(settings),
    ...outboundVariables(settings),
    ...settings.extraEnvironment,
  };
}

/** What `directus bootstrap` needs besides: the first administrator of a new database. */
export function bootstrapEnvironment(settings: DirectusSettings): Record<string, string> {
  return {
    // Its migrations may take their time.
    ...directusEnvironment({ ...settings, queryTimeoutMs: 0 }),
    ADMIN_EMAIL: text(settings.admin.email),
    // It runs without the guard, which would do this.
    ADMIN_PASSWORD: text(normalizePassword(settings.admin.password)),
    ADMIN_TOKEN: text(settings.admin.token),
    PROJECT_NAME: 'Genie Helper',
  };
}

function serverVariables(settings: DirectusSettings): Record<string, string> {
  return {
    // Directus reads a file `.env` of its working directory over its environment unless told otherwise.
    CONFIG_PATH: devNull,
    HOST: settings.host,
    PORT: String(settings.port),
    PUBLIC_URL: text(settings.publicUrl),
    // At trace Directus logs every query with its values, tokens and hashes among them.
    LOG_LEVEL: settings.logLevel === 'trace' ? 'debug' : settings.logLevel,
    LOG_STYLE: 'raw',
    TEMP_PATH: text(join(settings.dataDir, 'tmp')),
    STORAGE_LOCATIONS: 'local',
    STORAGE_LOCAL_DRIVER: 'local',
    STORAGE_LOCAL_ROOT: text(join(settings.dataDir, 'uploads')),
    IP_TRUST_PROXY: settings.trustProxy === undefined ? 'false' : text(settings.trustProxy),
    CACHE_ENABLED: 'false',
    // Otherwise it copies what it knows of all tables for each request, which is a sixth of its work.
    CACHE_SCHEMA_FREEZE_ENABLED: 'true',
    // The guard removes old data, a little at a time and on one machine.
    RETENTION_ENABLED: 'false',
    // One request of one user must not keep SQLite's one connection, and so everybody, for minutes.
    MAX_BATCH_MUTATION: '100',
    GRAPHQL_QUERY_TOKEN_LIMIT: '1500',
    // It counts by address, so it would throttle our own API, through which all users come.
    RATE_LIMITER_ENABLED: 'false',
    // It stands before the ping and answers 503 to logins under modest load; the API admits by how long waits last.
    PRESSURE_LIMITER_ENABLED: 'false',
    SERVER_SHUTDOWN_TIMEOUT: '3000',
    // Clients are the first to let a resting connection go, also those that stand still for seconds: a call that meets its
    // end is lost, and one that changes something isn't sent again. Our own let go after 4 s, load balancers after 60.
    SERVER_KEEP_ALIVE_TIMEOUT: '65000',
  };
}

function databaseVariables({
  database,
  queryTimeoutMs = 10_000,
}: DirectusSettings): Record<string, string> {
  if (database.client === 'sqlite3') {
    return { DB_CLIENT: 'sqlite3', DB_FILENAME: text(database.filename) };
  }
  return {
    DB_CLIENT: 'pg',
    DB_HOST: text(database.host),
    DB_PORT: String(database.port),
    DB_DATABASE: text(database.database),
    DB_USER: text(database.user),
    ...(database.password === undefined ? {} : { DB_PASSWORD: text(database.password) }),
    ...(database.ssl === undefined ? {} : { DB_SSL: String(database.ssl) }),
    DB_CONNECTION_TIMEOUT_MILLIS: '5000',
    DB_KEEP_ALIVE: 'true',
    DB_KEEP_ALIVE_INITIAL_DELAY_MILLIS: '10000',
    // Whoever waits for a connection is told so in time; Directus's minute is longer than any client waits.
    DB_POOL__ACQUIRE_TIMEOUT_MILLIS: '8000',
    GENIE_QUERY_TIMEOUT_MS: String(queryTimeoutMs),
  };
}

function sessionVariables(settings: DirectusSettings): Record<string, string> {
  const isHttps = String(settings.publicUrl.startsWith('https:'));
  return {
    SECRET: text(settings.secret),
    ...(settings.previousSecret === undefined
      ? {}
      : { GENIE_SECRET_PREVIOUS: text(settings.previousSecret) }),
    ACCESS_TOKEN_TTL: '15m',
    REFRESH_TOKEN_TTL: '7d',
    SESSION_COOKIE_TTL: '1d',
    REFRESH_TOKEN_COOKIE_SECURE: isHttps,
    REFRESH_TOKEN_COOKIE_SAME_SITE: 'strict',
    SESSION_COOKIE_SECURE: isHttps,
    SESSION_COOKIE_SAME_SITE: 'strict',
  };
}

function extensionVariables(settings: DirectusSettings): Record<string, string> {
  const { introspectionSecret: secret, previousIntrospectionSecret: previous } = settings;
  const { guardKey, previousGuardKey, isAdminFactorRequired = false } = settings;
  return {
    ...(secret === undefined ? {} : { GENIE_INTROSPECTION_SECRET: text(secret) }),
    ...(previous === undefined ? {} : { GENIE_INTROSPECTION_SECRET_PREVIOUS: text(previous) }),
    ...(guardKey === undefined ? {} : { GUARD_KEY: text(guardKey) }),
    ...(previousGuardKey === undefined ? {} : { GUARD_KEY_PREVIOUS: text(previousGuardKey) }),
    REQUIRE_ADMIN_TWO_FACTOR: String(isAdminFactorRequired),
    GENIE_DIRECTUS_PACKAGE: text(requireDirectusPackage(settings.release)),
    // Directus's own two, and what the guards keep: nobody reads these through the API.
    DB_EXCLUDE_TABLES: ['spatial_ref_sys', 'sysdiagrams', ...guardTables].join(','),
    EXTENSIONS_PATH: text(extensionsDir),
    // The login limit is a guard: better no Directus than one that runs without it.
    EXTENSIONS_MUST_LOAD: 'true',
    EXTENSIONS_AUTO_RELOAD: 'false',
    PACKAGE_FILE_LOCATION: text(projectDir),
    MARKETPLACE_TRUST: 'sandbox',
  };
}

/**
 * What we don't use doesn't listen, and nothing is sent to anyone; but Directus 12 without a licence reports to its
 * makers whatever TELEMETRY says, since its terms want that (docs/how-to/directus-12.md).
 */
function outboundVariables(settings: DirectusSettings): Record<string, string> {
  return {
    TELEMETRY: 'false',
    MCP_ENABLED: 'false',
    AI_ENABLED: 'false',
    WEBSOCKETS_ENABLED: 'false',
    METRICS_ENABLED: 'false',
    OPENAPI_ENABLED: 'false',
    CORS_ENABLED: 'false',
    EMAIL_VERIFY_SETUP: 'false',
    EMAIL_TRANSPORT: 'sendmail',
    // Not there on purpose: a mail fails with this path in the log instead of leaving the machine.
    EMAIL_SENDMAIL_PATH: text(join(settings.dataDir, 'no-mail-transport-configured')),
  };
}

/** What `databaseVariables` told this process, which is a Directus: milliseconds, 0 for no bound. */
export function readQueryTimeout(): number {
  return Number(process.env.GENIE_QUERY_TIMEOUT_MS ?? 0);
}

/** What `extensionVariables` told this process, which is a Directus: the path of its `package.json`. */
export function readDirectusPackage(): string {
  return (process.env.GENIE_DIRECTUS_PACKAGE ?? '').replace(/^string:/, '');
}

function text(value: string): string {
  return `string:${value}`;
}

/** Where Directus keeps its data: a SQLite file, or a PostgreSQL server. */
export type DirectusDatabase =
  | { client: 'sqlite3'; filename: string }
  | {
      client: 'pg';
      host: string;
      port: number;
      database: string;
      user: string;
      password?: string | undefined;
      ssl?: boolean | undefined;
    };

/** Everything that one Directus process needs to know. All paths are absolute. */
export interface DirectusSettings {
  /** Which Directus runs; 11 unless given. */
  release?: DirectusRelease;
  host: string;
  port: number;
  /** The address that people and mails use, without a slash at the end. */
  publicUrl: string;
  /** Folder for uploads, temporary files and, by default, the SQLite file. Created with mode 0700. */
  dataDir: string;
  database: DirectusDatabase;
  /** Signs every token; at least 32 bytes. */
  secret: string;
  /** Another secret whose tokens count, while the secret is changed. */
  previousSecret?: string | undefined;
  /** The first administrator; read only when the database is new. */
  admin: { email: string; password: string; token: string };
  /** pino's name of a level: trace, debug, info, warn, error, fatal or silent. */
  logLevel: string;
  /**
   * Which proxies in front of Directus may name the client's address in `X-Forwarded-For`, as
   * Express reads it (a count, addresses, or `loopback`). Default: none, the socket's address counts.
   */
  trustProxy?: string | undefined;
  /** Opens the session guard's introspection route, which the API asks about tokens; none: no route. */
  introspectionSecret?: string | undefined;
  /** Opens it too, while the secret is being rotated. */
  previousIntrospectionSecret?: string | undefined;
  /** What secrets of second factors are sealed with, 32 bytes as base64; none: none can be set up. */
  guardKey?: string | undefined;
  /** Opens them too, while the key is changed. */
  previousGuardKey?: string | undefined;
  /** Administrators without a second factor may use nothing; default: they may. */
  isAdminFactorRequired?: boolean;
  /** How long a query of PostgreSQL may take, in milliseconds; 0: as long as it wants, for migrations. */
  queryTimeoutMs?: number;
  /** For how long it tells APIs and proxies that it will stop before it does; 0 unless given. */
  shutdownDelayMs?: number;
  /** Further variables of the Directus process, for extensions; they win over the ones we set. */
  extraEnvironment?: Readonly<Record<string, string>>;
}

/**
 * The surroundings of a Node process: folders, language, time zone, certificates of the operator, and where Node keeps
 * what it has compiled, for quicker starts.
 */
export const surroundingNames = [
  'PATH',
  'HOME',
  'USER',
  'LANG',
  'LC_ALL',
  'TZ',
  'TMPDIR',
  'TEMP',
  'SYSTEMROOT',
  'NODE_EXTRA_CA_CERTS',
  'SSL_CERT_FILE',
  'NODE_COMPILE_CACHE',
] as const;

/** These variables, where they are set. */
export function pickVariables(
  variables: Readonly<Record<string, string | undefined>>,
  names: readonly string[],
): Record<string, string> {
  const picked: Record<string, string> = {};
  for (const name of names) {
    const value = variables[name];
    if (value !== undefined) picked[name] = value;
  }
  return picked;
}

/**
 * The few variables of our own process that Directus needs from its surroundings. Everything else
 * stays out: our environment holds the shared secret and the vault's keys, and Directus extensions
 * and flows can read the environment of the process they run in.
 */
export function inheritedVariables(): Record<string, string> {
  return pickVariables(process.env, surroundingNames);
}
