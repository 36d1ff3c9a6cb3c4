import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  type Environment,
  EnvironmentError,
  parseEnvironment,
  renderNewEnvFile,
  withoutEmpty,
} from '@genie-helper/environment';
import type { World } from '../cli-context.ts';
import { UpError } from './cli-error.ts';
import { createEnvFile, type EnvFile, readEnvFile } from './env-file.ts';

/** Secrets without which `up` doesn't start; the API alone could do with fewer. */
export const neededSecrets = [
  'DIRECTUS_ADMIN_TOKEN',
  'SECRET',
  'ADMIN_PASSWORD',
  'RBAC_SYNC_WEBHOOK_SECRET',
  'CREDENTIALS_ENC_KEY_B64',
] as const;

/** Everything that `up` goes by. */
export interface UpSettings {
  environment: Environment & Record<(typeof neededSecrets)[number], string>;
  /** The variables as texts, without empty ones: the source of the API's environment. */
  texts: Readonly<Record<string, string>>;
  envPath: string;
  wasEnvCreated: boolean;
  /** Where people find the administrator's password. */
  passwordPlace: '.env' | 'the environment';
  warnings: string[];
}

/**
 * Reads the settings: the environment's variables over those of `.env`, which is made if needed.
 *
 * @throws UpError with every problem that was found
 */
export async function loadSettings(
  dir: string,
  variables: World['variables'],
): Promise<UpSettings> {
  const envPath = join(dir, '.env');
  const { file, wasEnvCreated } = await readOrCreate(dir, envPath, withoutEmpty(variables));
  const texts = { ...withoutEmpty(file?.variables ?? {}), ...withoutEmpty(variables) };
  const environment = parse(texts, envPath);
  const missing = neededSecrets.filter((name) => environment[name] === undefined);
  if (missing.length > 0) throw missingSecrets(missing, hasDatabase(dir, texts));
  return {
    environment: environment as UpSettings['environment'],
    texts,
    envPath,
    wasEnvCreated,
    passwordPlace:
      withoutEmpty(variables).ADMIN_PASSWORD === undefined ? '.env' : 'the environment',
    warnings: file?.isReadableByOthers
      ? [`Other users can read ${envPath}, which holds secrets. Run: chmod 600 ${envPath}`]
      : [],
  };
}

async function readOrCreate(
  dir: string,
  envPath: string,
  given: Record<string, string>,
): Promise<{ file: EnvFile | undefined; wasEnvCreated: boolean }> {
  const found = await readEnvFile(envPath);
  const isAllGiven = neededSecrets.every((name) => given[name] !== undefined);
  if (found !== undefined || isAllGiven) return { file: found, wasEnvCreated: false };
  if (hasDatabase(dir, given)) {
    throw new UpError('up.env_lost', [
      `${databasePath(dir, given)} is there, but the .env with its secrets is not. Put that .env back into ${dir}, or move the database away to begin anew.`,
    ]);
  }
  const wasEnvCreated = await createEnvFile(envPath, renderNewEnvFile());
  return { file: await readEnvFile(envPath), wasEnvCreated };
}

function parse(texts: Record<string, string>, envPath: string): Environment {
  try {
    return parseEnvironment(texts);
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    const sentences = error.problems.map((problem) => problem.message);
    throw new UpError('up.env_invalid', [...sentences, `Set this right in ${envPath}.`]);
  }
}

type SecretName = (typeof neededSecrets)[number];

function missingSecrets(names: readonly SecretName[], isDatabaseThere: boolean): UpError {
  const sentences = names.map(
    (name) => `${name} is not set in .env. ${adviseOnSecret(name, isDatabaseThere)}`,
  );
  return new UpError('up.secret_missing', sentences);
}

/** What to do where a needed secret isn't set; it depends on what the database was set up with. */
export function adviseOnSecret(name: string, isDatabaseThere: boolean): string {
  if (name === 'RBAC_SYNC_WEBHOOK_SECRET') return 'Add a random value of 32 characters or more.';
  if (!isDatabaseThere) return 'Add a random one, or delete .env to have all of them made.';
  if (name === 'CREDENTIALS_ENC_KEY_B64') {
    return "If credentials are stored in this database, put back the key that they were stored with. If none are, add the line that this prints: node -p \"'CREDENTIALS_ENC_KEY_B64=' + crypto.randomBytes(32).toString('base64')\"";
  }
  return 'Put back the value that this database was set up with.';
}

/** Whether the SQLite file of this installation is there; false for PostgreSQL. */
export function hasDatabase(dir: string, texts: Record<string, string>): boolean {
  return texts.DB_CLIENT !== 'pg' && existsSync(databasePath(dir, texts));
}

function databasePath(dir: string, texts: Record<string, string>): string {
  return resolve(dir, texts.DB_FILENAME ?? 'data/directus.db');
}
