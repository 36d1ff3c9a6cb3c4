import { isIP } from 'node:net';
import type { Static } from 'typebox';
import { Errors } from 'typebox/value';
import { isLoopbackHost } from './loopback.ts';
import { emailPattern, parseMailFrom, parseSmtpUrl } from './mail-settings.ts';
import { describeVariables, environmentSchema, type VariableName } from './schema.ts';

/** The variables, typed, with defaults filled in. */
export type Environment = Static<typeof environmentSchema>;

/** One thing that is wrong with the environment; the message never holds the value. */
export interface EnvironmentProblem {
  name: VariableName;
  message: string;
}

/** The environment can't be used. `problems` has all that is wrong, not just the first. */
export class EnvironmentError extends Error {
  readonly code = 'environment.invalid';
  readonly problems: readonly EnvironmentProblem[];
  constructor(problems: readonly EnvironmentProblem[]) {
    super(problems.map((problem) => problem.message).join('\n'));
    this.name = 'EnvironmentError';
    this.problems = problems;
  }
}

/**
 * Reads the product's variables out of a bag of texts. An empty text counts as not set; other names are ignored.
 *
 * @param texts for example `process.env`, or a parsed `.env`
 * @returns numbers, booleans and texts, with defaults where nothing was set
 * @throws EnvironmentError with every problem, each naming its variable and never its value
 */
export function parseEnvironment(texts: Readonly<Record<string, string | undefined>>): Environment {
  const { values, problems } = inspectEnvironment(texts);
  if (problems.length > 0) throw new EnvironmentError(problems);
  return values as Environment;
}

/**
 * Reads the variables like `parseEnvironment`, for someone who can go on with those that are right.
 *
 * @returns every problem, and the variables without those that were refused, which have no default then
 */
export function inspectEnvironment(texts: Readonly<Record<string, string | undefined>>): {
  values: Partial<Environment>;
  problems: readonly EnvironmentProblem[];
} {
  const values: Record<string, unknown> = {};
  for (const [name, notes] of describeVariables()) {
    // Node's --env-file leaves the mark in the name, with which some editors begin a file.
    const given = texts[name] || texts[`\uFEFF${name}`] || undefined;
    const value = given === undefined ? notes.default : fromText(given, typeOf(name));
    if (value !== undefined) values[name] = value;
  }
  const refused = new Set(
    Errors(environmentSchema, values).map((error) => error.instancePath.slice(1)),
  );
  for (const [name, isUsable] of Object.entries(formatChecks)) {
    const value = values[name];
    if (typeof value === 'string' && !isUsable(value)) refused.add(name);
  }
  const problems = [
    ...describeVariables()
      .filter(([name]) => refused.has(name))
      .map(([name, notes]) => ({ name, message: `${name} must be ${notes.expected}.` })),
    ...findMissing(values),
    ...findExposure(values, refused),
  ];
  const usable = Object.entries(values).filter(([name]) => !refused.has(name));
  return { values: withoutTrailingSlash(Object.fromEntries(usable)), problems };
}

/** Callers put a path behind these addresses, which many people write with a slash at their end. */
function withoutTrailingSlash(values: Partial<Environment>): Partial<Environment> {
  const { DIRECTUS_URL, PUBLIC_URL } = values;
  if (DIRECTUS_URL !== undefined) values.DIRECTUS_URL = DIRECTUS_URL.replace(/\/+$/, '');
  if (PUBLIC_URL !== undefined) values.PUBLIC_URL = PUBLIC_URL.replace(/\/+$/, '');
  return values;
}

function typeOf(name: VariableName): unknown {
  const schema: object = environmentSchema.properties[name];
  return 'type' in schema ? schema.type : undefined;
}

/** Only exact notations convert: anything else stays a text, and the schema then refuses it. */
function fromText(given: string, type: unknown): string | number | boolean {
  if (type === 'integer' && /^\d{1,15}$/.test(given)) return Number(given);
  if (type === 'boolean' && (given === 'true' || given === 'false')) return given === 'true';
  return given;
}

/** Passwords and tokens must not cross a network in the clear without somebody having said so. */
function findExposure(
  values: Partial<Environment>,
  refused: ReadonlySet<string>,
): EnvironmentProblem[] {
  const { HOST, ENABLE_HTTPS, TRUST_PROXY, ALLOW_INSECURE_HTTP } = values;
  if (HOST === undefined || refused.has('HOST') || isLoopbackHost(HOST)) return [];
  if (ENABLE_HTTPS === true || ALLOW_INSECURE_HTTP === true || TRUST_PROXY !== undefined) return [];
  return [{ name: 'HOST', message: exposure }];
}

const exposure =
  'HOST lets other machines in, and passwords and tokens would come in the clear. Set ENABLE_HTTPS=true with its two files, name the proxy that ends HTTPS in TRUST_PROXY, or say with ALLOW_INSECURE_HTTP=true that this is meant.';

function findMissing(values: Partial<Environment>): EnvironmentProblem[] {
  const { ENABLE_HTTPS, DB_CLIENT, TOKEN_VALIDATION } = values;
  const hasOlderKeys = values.CREDENTIALS_ENC_KEYS_PREVIOUS_B64 !== undefined;
  const needs: [isSo: boolean, why: string, names: VariableName[]][] = [
    [ENABLE_HTTPS === true, 'ENABLE_HTTPS=true', ['HTTPS_CERT_PATH', 'HTTPS_KEY_PATH']],
    [DB_CLIENT === 'pg', 'DB_CLIENT=pg', ['DB_HOST', 'DB_DATABASE', 'DB_USER']],
    [
      // What it's made from, unless it's there itself.
      TOKEN_VALIDATION === 'introspect' && values.GENIE_INTROSPECTION_SECRET === undefined,
      'TOKEN_VALIDATION=introspect',
      ['RBAC_SYNC_WEBHOOK_SECRET'],
    ],
    [hasOlderKeys, 'CREDENTIALS_ENC_KEYS_PREVIOUS_B64', ['CREDENTIALS_ENC_KEY_B64']],
    [values.SMTP_URL !== undefined, 'SMTP_URL', ['MAIL_FROM', 'PUBLIC_URL']],
    [values.AUDIT_STREAM_URL !== undefined, 'AUDIT_STREAM_URL', ['AUDIT_STREAM_SECRET']],
  ];
  return needs.flatMap(([isSo, why, names]) =>
    names
      .filter((name) => isSo && values[name] === undefined)
      .map((name) => ({ name, message: `${name} is not set, and ${why} needs it.` })),
  );
}

/** What a pattern can't tell of a value: whether the programs that use it could read it. */
const formatChecks: Partial<Record<VariableName, (value: string) => boolean>> = {
  DIRECTUS_URL: URL.canParse,
  DIRECTUS_URLS: (value) => value.split(',').every((entry) => URL.canParse(entry.trim())),
  LLM_BASE_URL: URL.canParse,
  REDIS_URL: isRedisUrl,
  OTEL_EXPORTER_OTLP_ENDPOINT: URL.canParse,
  ADMIN_EMAIL: (value) => emailPattern.test(value),
  SMTP_URL: (value) => parseSmtpUrl(value) !== undefined,
  MAIL_FROM: (value) => parseMailFrom(value) !== undefined,
  PUBLIC_URL: URL.canParse,
  AUDIT_STREAM_URL: isPrivateUrl,
  TRUST_PROXY: (value) => value.split(',').every((entry) => isAddressOrRange(entry.trim())),
};

/** What is sent there must not cross a network in the clear. */
function isPrivateUrl(value: string): boolean {
  const url = URL.parse(value);
  if (url === null) return false;
  return url.protocol === 'https:' || isLoopbackHost(url.hostname.replace(/^\[|\]$/g, ''));
}

/** Clients decode the user's name and the password, so a bare `%` in one of them stops them. */
function isRedisUrl(value: string): boolean {
  const url = URL.parse(value);
  if (url === null || url.hostname === '' || url.port === '0') return false;
  try {
    decodeURIComponent(`${url.username}${url.password}`);
    return true;
  } catch {
    return false;
  }
}

/**
 * An address, or a range no wider than the widest private one (10.0.0.0/8, fc00::/7): whoever trusts everyone
 * trusts the client itself. An IPv6 range that begins with `::` could hold every IPv4 address.
 */
function isAddressOrRange(entry: string): boolean {
  const [address = '', prefix, ...rest] = entry.split('/');
  const version = isIP(address);
  if (version === 0 || address.includes('%') || rest.length > 0) return false;
  if (prefix === undefined) return true;
  const bits = /^\d{1,3}$/.test(prefix) ? Number(prefix) : 0;
  if (version === 4) return bits >= 8 && bits <= 32;
  return bits >= (/^[0:]+:/.test(address) ? 128 : 7) && bits <= 128;
}

/** Variables without those that are empty, which mean the same as none: `NAME=` in a file, or `NAME= command`. */
export function withoutEmpty(
  texts: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const set: Record<string, string> = {};
  for (const [name, value] of Object.entries(texts)) {
    if (value !== undefined && value !== '') set[name] = value;
  }
  return set;
}
