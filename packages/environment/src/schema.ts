import Type, { type TSchema } from 'typebox';
import {
  flag,
  httpUrl,
  oneOf,
  optional,
  optionalRedisUrl,
  optionalText,
  text,
  type VariableNotes,
  wholeNumber,
} from './variable.ts';

/** 32 bytes as base64: the last of 43 characters carries 4 bits. */
const vaultKey = '[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=';
const port = { minimum: 1, maximum: 65_535, expected: 'a port from 1 to 65535' };

/**
 * Every environment variable of the product, once: its type, its limits, its default and its words.
 * The parser, `.env.example` and the first start's `.env` are all made from it.
 */
export const environmentSchema = Type.Object({
  ...inGroup('The API', {
    SERVER_PORT: wholeNumber({
      ...port,
      default: 3001,
      description: 'The port that the API listens on.',
    }),
    HOST: text({
      default: '127.0.0.1',
      maxLength: 255,
      expected: 'an address or host name to listen on, such as 127.0.0.1',
      description: 'The address that the API listens on.',
    }),
    LOG_LEVEL: oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      default: 'info',
      expected: 'one of fatal, error, warn, info, debug, trace, silent',
      description:
        'How much the API and Directus write to their logs. Secrets are in none of the levels; at trace Directus logs as at debug.',
    }),
    RATE_LIMIT_MAX: wholeNumber({
      default: 1200,
      minimum: 0,
      maximum: 1_000_000_000,
      expected: 'a whole number of requests a minute, or 0 for no limit',
      description:
        'Requests a minute for one user, or for one address where there is no user. 0: no limit. Registration keeps its own.',
    }),
    TRUST_PROXY: optionalText({
      expected: 'a comma-separated list of addresses or ranges, such as 10.0.0.0/8',
      description: 'Proxies whose X-Forwarded-For is believed. Unset: the header is ignored.',
    }),
    TOKEN_VALIDATION: oneOf(['auto', 'users-me', 'introspect'], {
      default: 'auto',
      expected: 'one of auto, users-me, introspect',
      description:
        'How a bearer token is checked with Directus. introspect asks its session guard for many at once; users-me asks /users/me for each; auto takes the guard where it answers.',
    }),
  }),
  ...inGroup('HTTPS', {
    ENABLE_HTTPS: flag({
      default: false,
      description: 'Serve HTTPS. Needs the two files below.',
    }),
    HTTPS_CERT_PATH: optionalText({
      expected: 'the path of a PEM file',
      description: 'The certificate, with its chain, as PEM.',
    }),
    HTTPS_KEY_PATH: optionalText({
      expected: 'the path of a PEM file',
      description: "The certificate's private key, as PEM.",
    }),
    ALLOW_INSECURE_HTTP: flag({
      default: false,
      description:
        'Listen for other machines (HOST) with neither HTTPS nor a proxy in TRUST_PROXY. Passwords and tokens then cross the network in the clear.',
    }),
  }),
  ...inGroup('Directus', {
    DIRECTUS_URL: httpUrl({
      default: 'http://127.0.0.1:8055',
      expected: 'an address such as http://127.0.0.1:8055, without credentials, query or fragment',
      description: 'Where Directus answers.',
    }),
    DIRECTUS_ADMIN_TOKEN: optionalText({
      secret: true,
      generate: { bytes: 32, encoding: 'base64url' },
      minLength: 32,
      maxLength: 255,
      expected: 'a token of 32 to 255 characters',
      description:
        "The static token of an administrator in Directus. The API uses it for registration and for stored credentials; it's sent to Directus only.",
    }),
    SECRET: optionalText({
      secret: true,
      generate: { bytes: 48, encoding: 'base64url' },
      minLength: 32,
      expected: 'a value of 32 characters or more',
      description: "Directus's own secret; it signs every access token.",
    }),
    ADMIN_EMAIL: text({
      default: 'admin@example.com',
      maxLength: 254,
      expected: 'an e-mail address',
      description: 'The first administrator, made on the first start.',
    }),
    ADMIN_PASSWORD: optionalText({
      secret: true,
      generate: { bytes: 18, encoding: 'base64url' },
      minLength: 8,
      maxLength: 128,
      expected: 'a password of 8 to 128 characters',
      description: "The first administrator's password.",
    }),
  }),
  ...inGroup('Sign-in limits', {
    LOGIN_LIMIT_ACCOUNT_FAILURES: limit(
      10,
      'Wrong passwords or codes for one account from one address in a window.',
    ),
    LOGIN_LIMIT_ADDRESS_FAILURES: limit(
      60,
      'Wrong passwords or codes from one address in a window, over all accounts.',
    ),
    LOGIN_LIMIT_ACCOUNT_SUCCESSES: limit(
      30,
      'Sign-ins to one account from one address in a window.',
    ),
    LOGIN_LIMIT_ADDRESS_SUCCESSES: limit(
      240,
      'Sign-ins from one address in a window, over all accounts.',
    ),
    LOGIN_LIMIT_USER_SESSIONS: limit(
      100,
      'Sessions of one user at once. One more ends the oldest.',
    ),
    LOGIN_LIMIT_WINDOW_SECONDS: limit(60, 'The window of these limits, in seconds.'),
    LOGIN_LIMIT_MAX_TRACKED: limit(
      20_000,
      'Addresses, and accounts at addresses, that Directus remembers for these limits.',
    ),
  }),
  ...inGroup('Database', {
    DB_CLIENT: oneOf(['sqlite3', 'pg'], {
      default: 'sqlite3',
      expected: 'sqlite3 or pg',
      description: 'sqlite3 keeps everything in data/; pg is for production.',
    }),
    DB_FILENAME: text({
      default: 'data/directus.db',
      expected: 'the path of a file',
      description: 'The SQLite file.',
    }),
    DB_HOST: database('The PostgreSQL host.', 'a host name or address'),
    DB_PORT: wholeNumber({
      ...port,
      default: 5432,
      description: 'The PostgreSQL port.',
    }),
    DB_DATABASE: database('The PostgreSQL database.', "a database's name"),
    DB_USER: database('The PostgreSQL user.', "a user's name"),
    DB_PASSWORD: optionalText({
      secret: true,
      expected: 'a password on one line',
      description: "The PostgreSQL user's password, if it has one.",
    }),
    DB_SSL: flag({
      default: false,
      description:
        'Reaches PostgreSQL over TLS. Its certificate must be of the name in DB_HOST (a name, not an address), by an authority that Node knows or that the file in NODE_EXTRA_CA_CERTS names.',
    }),
  }),
  ...inGroup('Redis', {
    REDIS_URL: optionalRedisUrl({
      secret: true,
      expected:
        'an address such as redis://127.0.0.1:6379 or rediss://user:password@redis.example.com:6379/0, without query or fragment',
      description:
        'Where Redis answers, for several API processes that share their limits and their queue. Unset: each process counts for itself, and jobs are kept in Directus.',
    }),
  }),
  ...inGroup('Observability', {
    OTEL_EXPORTER_OTLP_ENDPOINT: optional(
      httpUrl({
        expected: 'an address such as http://127.0.0.1:4318, without user, query or fragment',
        description:
          'A collector of OpenTelemetry, to which traces are sent as OTLP over HTTP. Unset: none are made.',
      }),
    ),
    OTEL_EXPORTER_OTLP_HEADERS: optionalText({
      secret: true,
      expected: 'name=value pairs, separated by commas',
      description: 'Headers that the collector wants, such as a key.',
    }),
  }),
  ...inGroup('Shared secret', {
    RBAC_SYNC_WEBHOOK_SECRET: sharedSecret('Opens the server-to-server routes.', true),
    RBAC_SYNC_WEBHOOK_SECRET_PREVIOUS: sharedSecret(
      'The shared secret of before a rotation, accepted until it is removed.',
    ),
  }),
  ...inGroup('Vault', {
    CREDENTIALS_ENC_KEY_B64: optionalText({
      secret: true,
      generate: { bytes: 32, encoding: 'base64' },
      pattern: `^${vaultKey}$`,
      expected: '32 random bytes as base64, 44 characters with the padding',
      description:
        'The key that stored credentials are sealed with. Without it nothing opens them.',
    }),
    CREDENTIALS_ENC_KEYS_PREVIOUS_B64: optionalText({
      secret: true,
      pattern: `^${vaultKey}(,${vaultKey})*$`,
      expected: 'a comma-separated list of such keys',
      description: 'Keys of before a rotation. They only open what was sealed with them.',
    }),
  }),
  ...inGroup('Captions', {
    CAPTION_PROVIDER: oneOf(['builtin', 'openai-compatible'], {
      default: 'builtin',
      expected: 'builtin or openai-compatible',
      description:
        'builtin works offline without a model; openai-compatible asks Ollama, llama.cpp, vLLM or OpenAI.',
    }),
    LLM_BASE_URL: httpUrl({
      default: 'http://127.0.0.1:11434/v1',
      expected:
        'an address such as http://127.0.0.1:11434/v1, without credentials, query or fragment',
      description: 'Where the model answers.',
    }),
    LLM_MODEL: text({
      default: 'dolphin-mistral:7b',
      maxLength: 200,
      expected: "a model's name",
      description: 'The model to ask for.',
    }),
    LLM_API_KEY: optionalText({
      secret: true,
      expected: 'a key on one line',
      description: "The model server's key, if it wants one.",
    }),
    LLM_TIMEOUT_MS: wholeNumber({
      default: 60_000,
      minimum: 100,
      maximum: 600_000,
      expected: 'milliseconds, from 100 to 600000',
      description: 'How long one caption may take, in milliseconds.',
    }),
  }),
});

/** The notes beside each variable, in the order of the schema. */
export function describeVariables(): [name: VariableName, notes: VariableNotes][] {
  return Object.entries(environmentSchema.properties) as unknown as [VariableName, VariableNotes][];
}

/** The name of a variable that the product reads. */
export type VariableName = keyof typeof environmentSchema.properties;

/** The variables whose values must not be printed, logged or passed to another process unasked. */
export const secretNames: readonly VariableName[] = describeVariables()
  .filter(([, notes]) => notes.secret === true)
  .map(([name]) => name);

/** Variables that stand under one heading. */
function inGroup<Variables extends Record<string, TSchema>>(group: string, variables: Variables) {
  for (const variable of Object.values(variables)) Object.assign(variable, { group });
  return variables;
}

function limit(standard: number, description: string) {
  return wholeNumber({
    default: standard,
    minimum: 1,
    maximum: 1_000_000_000,
    expected: 'a whole number of at least 1',
    description,
  });
}

function database(description: string, expected: string) {
  return optionalText({ expected, description });
}

function sharedSecret(description: string, made = false) {
  return optionalText({
    secret: true,
    ...(made ? { generate: { bytes: 48, encoding: 'base64url' as const } } : {}),
    minLength: 32,
    expected: 'a random value of 32 characters or more',
    description,
  });
}
