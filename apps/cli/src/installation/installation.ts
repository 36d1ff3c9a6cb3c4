import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  describeVariables,
  type Environment,
  inspectEnvironment,
  isLoopbackHost,
  trustAuthorities,
  type VariableName,
  withoutEmpty,
} from '@genie-helper/environment';
import type { CliContext } from '../cli-context.ts';
import { CliError } from './cli-error.ts';
import { describeCut, type EnvFile, readEnvFile } from './env-file.ts';

/** An installation as it was found, right or wrong. */
export interface Installation {
  /** The folder of `.env` and `data/`. */
  dir: string;
  envPath: string;
  envFile: EnvFile;
  /** Every variable that is set, as text: those of the environment over those of `.env`. */
  texts: Readonly<Record<string, string>>;
  /** The product's variables with their defaults, without those that are refused. */
  values: Partial<Environment>;
  /** What is wrong with the variables that are refused. */
  problems: readonly { name: VariableName; message: string }[];
}

/** Finds and reads an installation, and trusts the authorities that it names. Throws for nothing that can be told about. */
export async function loadInstallation(
  dir: string,
  variables: CliContext['variables'],
): Promise<Installation> {
  const envPath = join(dir, '.env');
  const envFile = await readEnvFile(envPath);
  const fromFile = envFile.kind === 'read' ? withFullPath(envFile.variables, dir) : {};
  const texts: Record<string, string> = { ...fromFile, ...withoutEmpty(variables) };
  trustAuthorities(texts.NODE_EXTRA_CA_CERTS);
  return { dir, envPath, envFile, texts, ...inspectEnvironment(texts) };
}

/** The processes that get it run in folders of their own. */
function withFullPath(
  variables: Readonly<Record<string, string>>,
  dir: string,
): Readonly<Record<string, string>> {
  const { NODE_EXTRA_CA_CERTS: path } = variables;
  return path === undefined ? variables : { ...variables, NODE_EXTRA_CA_CERTS: resolve(dir, path) };
}

/** The variables of an installation, with these ones set. */
export type EnvironmentWith<Name extends VariableName> = Environment & {
  [Key in Name]: NonNullable<Environment[Key]>;
};

/**
 * The variables of an installation, all usable.
 *
 * @param names those that must be set
 * @param options `advise`: what to do about one that isn't set; `problems`: what else the caller found wrong
 * @throws CliError with every problem at once; it names variables, never values
 */
export function requireVariables<Name extends VariableName>(
  { envPath, envFile, texts, values, problems }: Installation,
  names: readonly Name[],
  options: { advise?: (name: Name) => string; problems?: readonly string[] } = {},
): EnvironmentWith<Name> {
  if (envFile.kind === 'unreadable') throw envFile.error;
  const { advise, problems: further = [] } = options;
  const refused: readonly VariableName[] = problems.map(({ name }) => name);
  const missing = names.filter((name) => values[name] === undefined && !refused.includes(name));
  const messages = [
    ...problems.map(({ message }) => message),
    ...cutNamesOf({ envFile, texts })
      .filter((name) => refused.includes(name) || missing.some((one) => one === name))
      .map(describeCut),
    ...missing.map((name) => {
      const message = `${name} is not set, neither in ${envPath} nor in the environment.`;
      return advise === undefined ? message : `${message} ${advise(name)}`;
    }),
    ...further,
  ];
  if (messages.length === 0) return values as EnvironmentWith<Name>;
  const hint =
    envFile.kind === 'missing'
      ? 'If .env is in another folder, name that with --dir.'
      : `Set this right in ${envPath}.`;
  throw new CliError(messages.join('\n'), { hint });
}

/** The product's variables that come from `.env` and whose value there seems to be cut at a `#`. */
export function cutNamesOf({
  envFile,
  texts,
}: Pick<Installation, 'envFile' | 'texts'>): VariableName[] {
  if (envFile.kind !== 'read') return [];
  const { cutNames, variables } = envFile;
  return describeVariables()
    .map(([name]) => name)
    .filter((name) => cutNames.includes(name) && texts[name] === variables[name]);
}

/**
 * For a command that goes by few variables: that what is known of those is what is set, not a default in place of it.
 *
 * @throws CliError where `.env` can't be read, or one of them is refused
 */
export function requireKnown(
  { envPath, envFile, problems }: Installation,
  names: readonly VariableName[],
): void {
  if (envFile.kind === 'unreadable') throw envFile.error;
  const messages = problems
    .filter(({ name }) => names.includes(name))
    .map(({ message }) => message);
  if (messages.length === 0) return;
  throw new CliError(messages.join('\n'), { hint: `Set this right in ${envPath}.` });
}

/** Secrets without which `up` doesn't start; the API alone could do with fewer. */
export const neededSecrets = [
  'DIRECTUS_ADMIN_TOKEN',
  'SECRET',
  'ADMIN_PASSWORD',
  'RBAC_SYNC_WEBHOOK_SECRET',
  'CREDENTIALS_ENC_KEY_B64',
] as const;

const onlyForOurDirectus: readonly VariableName[] = ['SECRET', 'ADMIN_PASSWORD'];

/** The secrets that must be set: fewer where Directus runs elsewhere, with its own. */
export function neededSecretsOf(installation: Installation): VariableName[] {
  const isOurs = isDirectusOurs(installation);
  return neededSecrets.filter((name) => isOurs || !onlyForOurDirectus.includes(name));
}

/** What to do where a needed secret isn't set; it depends on what the database was set up with. */
export function adviseOnSecret(name: string, installation: Installation): string {
  if (name === 'RBAC_SYNC_WEBHOOK_SECRET') return 'Add a random value of 32 characters or more.';
  if (!hasDatabase(installation)) {
    return 'Add a random one, or delete .env to have all of them made.';
  }
  if (name === 'CREDENTIALS_ENC_KEY_B64') {
    return "If credentials are stored in this database, put back the key that they were stored with. If none are, add the line that this prints: node -p \"'CREDENTIALS_ENC_KEY_B64=' + crypto.randomBytes(32).toString('base64')\"";
  }
  return 'Put back the value that this database was set up with.';
}

/** Whether the SQLite file of this installation is there; false for PostgreSQL. */
export function hasDatabase(installation: Installation): boolean {
  return installation.texts.DB_CLIENT !== 'pg' && existsSync(databasePath(installation));
}

/** Where the SQLite file of this installation is, or will be. */
export function databasePath({ dir, texts }: Pick<Installation, 'dir' | 'texts'>): string {
  return resolve(dir, texts.DB_FILENAME ?? 'data/directus.db');
}

/** Whether Directus is the one that `genie up` starts on this machine, not one elsewhere. */
export function isDirectusOurs({ values }: Pick<Installation, 'values'>): boolean {
  const url = URL.parse(values.DIRECTUS_URL ?? '');
  return url !== null && isLoopbackHost(addressOf(url).host);
}

/** Where the server of this URL listens. */
export function addressOf(url: URL): { host: string; port: number } {
  const host = url.hostname === 'localhost' ? '127.0.0.1' : url.hostname.replace(/^\[|\]$/g, '');
  return { host, port: Number(url.port || 80) };
}
