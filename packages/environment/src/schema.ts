import Type, { type TSchema } from 'typebox';
import { retentionVariables } from './retention-variables.ts';
import {
  flag,
  httpUrl,
  oneOf,
  optional,
  optionalRedisUrl,
  optionalSmtpUrl,
  optionalText,
  text,
  type VariableNotes,
  wholeNumber,
} from './variable.ts';

/** 32 bytes as base64: the last of 43 characters carries 4 bits. */
const vaultKey = '[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=';
/** What stands in a header's value: no letter beyond Latin-1 can be sent in one. */
const headerValue = '^[\\u0020-\\u007e\\u0080-\\u00ff]*$';
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
    SHUTDOWN_DELAY_SECONDS: wholeNumber({
      default: 0,
      minimum: 0,
      maximum: 60,
      expected: 'a whole number of seconds from 0 to 60',
      description:
        'How long the API and Directus go on answering after SIGTERM, while proxies and APIs notice that they stop: `/readyz` answers 503, and each answer ends its connection. On servers with several of each: 5.',
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
    DIRECTUS_URLS: optionalText({
      pattern: '^https?://[^\\s,@?#]+(?:\\s*,\\s*https?://[^\\s,@?#]+)*$',
      expected:
        'addresses such as http://10.0.0.1:8055,http://10.0.0.2:8055, without credentials, query or fragment',
      description:
        'Every Directus process of the installation, separated by commas, where there are several on one database. The API spreads its calls over them, and goes on with the others while one is down, frozen or slow. Unset: `DIRECTUS_URL` alone.',
    }),
    DIRECTUS_RELEASE: oneOf(['11', '12'], {
      default: '11',
      expected: '11 or 12',
      description:
        'Which Directus runs. 12 is installed by a command of its own, and changes what people read at Directus itself.',
    }),
    DIRECTUS_ADMIN_TOKEN: optionalText({
      secret: true,
      generate: { bytes: 32, encoding: 'base64url' },
      minLength: 32,
      maxLength: 255,
      pattern: headerValue,
      expected: 'a token of 32 to 255 characters that a header can carry',
      description:
        "The static token of an administrator in Directus. The API uses it for registration and for stored credentials; it's sent to Directus only.",
    }),
    DIRECTUS_ADMIN_TOKEN_PREVIOUS: optionalText({
      secret: true,
      minLength: 32,
      maxLength: 255,
      pattern: headerValue,
      expected: 'a token of 32 to 255 characters that a header can carry',
      description:
        'The admin token of before, while it is changed: the API asks with it where Directus refuses the other. Remove it afterwards.',
    }),
    SECRET: optionalText({
      secret: true,
      generate: { bytes: 48, encoding: 'base64url' },
      minLength: 32,
      expected: 'a value of 32 characters or more',
      description: "Directus's own secret; it signs every access token.",
    }),
    SECRET_PREVIOUS: optionalText({
      secret: true,
      minLength: 32,
      expected: 'a value of 32 characters or more',
      description:
        "Another value of `SECRET` whose access tokens count, while it is changed with several Directus. Remove it afterwards, and don't set it where the other value has leaked.",
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
  ...inGroup('Accounts', {
    EMAIL_VERIFICATION: oneOf(['optional', 'required'], {
      default: 'optional',
      expected: 'optional or required',
      description:
        'Whether a new account waits until its address is proven by a link in a mail. required needs a mail server; registration then answers alike for new and for taken addresses.',
    }),
    SESSION_MAX_DAYS: wholeNumber({
      default: 30,
      minimum: 1,
      maximum: 3_650,
      expected: 'a whole number from 1 to 3650',
      description:
        'How long a login lasts, however often it is renewed, in days. After it one signs in again.',
    }),
  }),
  ...inGroup('Second factor', {
    GUARD_KEY: optionalText({
      secret: true,
      generate: { bytes: 32, encoding: 'base64' },
      pattern: `^${vaultKey}$`,
      expected: '32 random bytes as base64, 44 characters with the padding',
      description:
        'The key in Directus that secrets of second factors are sealed with. Without it none can be set up, and accounts that have one cannot sign in.',
    }),
    GUARD_KEY_PREVIOUS: optionalText({
      secret: true,
      pattern: `^${vaultKey}$`,
      expected: 'such a key',
      description:
        'The key of before, or the next one, while `GUARD_KEY` is changed: it opens as well. Remove it afterwards.',
    }),
    REQUIRE_ADMIN_TWO_FACTOR: flag({
      default: false,
      description:
        'Whether administrators need a second factor: without one they can sign in and set one up, and nothing else. Set it for the API and for Directus.',
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
  ...inGroup('How long data is kept', retentionVariables),
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
    METRICS_TOKEN: sharedSecret(
      'Opens the metrics of the API (/metrics) and of Directus (/genie/metrics) as a bearer token, and nothing else. Unset: the shared secret does, and at the API a program of the same machine needs none.',
    ),
  }),
  ...inGroup('Shared secret', {
    RBAC_SYNC_WEBHOOK_SECRET: sharedSecret('Opens the server-to-server routes.', true),
    RBAC_SYNC_WEBHOOK_SECRET_PREVIOUS: sharedSecret(
      'The shared secret of before a rotation, accepted until it is removed.',
    ),
    GENIE_INTROSPECTION_SECRET: optionalText({
      secret: true,
      minLength: 32,
      expected:
        'what "genie secrets introspection" printed, or a random text of 32 characters or more',
      description:
        'What the API proves itself with to the guard in Directus. Unset: derived from `RBAC_SYNC_WEBHOOK_SECRET`. Set it for a Directus without that, and for an API where service clients are the only servers.',
    }),
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
  ...inGroup('The access log', {
    AUDIT_CHECKPOINT_FILE: optionalText({
      expected: 'the path of a file',
      description:
        'Where the API adds a signed checkpoint of the access log every minute in which something was written. npm start sets it to data/audit-checkpoints.jsonl. Keep a copy where whoever holds the database has no access.',
    }),
    AUDIT_STREAM_URL: optional(
      httpUrl({
        expected: 'an https:// address (http:// on this machine), without user, query or fragment',
        description:
          'Where each entry of the access log is sent as a line of JSON, in order and at least once. AUDIT_STREAM_SECRET belongs to it.',
      }),
    ),
    AUDIT_STREAM_SECRET: sharedSecret(
      'What the HMAC of each body that goes to AUDIT_STREAM_URL is made with.',
    ),
  }),
  ...inGroup('Mail', {
    SMTP_URL: optionalSmtpUrl({
      secret: true,
      expected:
        'an address such as smtps://user:password@smtp.example.com:465 or smtp://user:password@smtp.example.com:587, with special characters of user and password percent-encoded',
      description:
        'The mail server. smtps is TLS from the start; smtp turns to TLS before anything is said (STARTTLS), which only a server on this machine may leave out. Unset: npm start keeps mails in data/mail, and elsewhere no mail is sent.',
    }),
    ALLOW_INSECURE_SMTP: flag({
      default: false,
      description:
        'Send mail to another machine without TLS where its server has none. Password and links then cross the network in the clear.',
    }),
    MAIL_FROM: optionalText({
      maxLength: 320,
      expected: 'an address such as no-reply@example.com, or Genie Helper <no-reply@example.com>',
      description: 'The sender of all mails. SMTP_URL needs it.',
    }),
    PUBLIC_URL: optional(
      httpUrl({
        expected: 'an address such as https://genie.example.com, without user, query or fragment',
        description:
          'Where people reach the console; links in mails begin with it. SMTP_URL needs it. Unset, npm start takes the address of its own console.',
      }),
    ),
    MAIL_DIRECTORY: optionalText({
      expected: 'the path of a folder',
      description:
        'Where mails are kept as files while there is no SMTP_URL; only their owner can read them. npm start sets it to data/mail.',
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
      pattern: headerValue,
      expected: 'a key on one line, of characters that a header can carry',
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
    // Around a header's value spaces are no part of it (RFC 9110, 5.5): no client could send such a secret.
    pattern: '^(?! )[^\\u0000-\\u001f\\u007f]*(?<! )$',
    expected: 'a random value of 32 characters or more, with no space around it',
    description,
  });
}
