import { join } from 'node:path';
import {
  type Environment,
  EnvironmentError,
  parseEnvironment,
  withoutEmpty,
} from '@genie-helper/environment';
import { createKeyring, type Keyring, parseVaultKey, VaultKeyError } from '@genie-helper/vault';
import type { World } from '../cli-context.ts';
import { CredentialsError } from './cli-error.ts';

import { readEnvFile } from './env-file.ts';

/** What the commands about credentials go by. */
export interface VaultSettings {
  directusUrl: string;
  adminToken: string;
  keyring: Keyring;
}

/**
 * Reads Directus's address, the admin token and the vault's keys: the environment's variables over those of `.env`.
 *
 * @param dir the folder of `.env`
 * @throws CredentialsError `credentials.settings_invalid`; it names variables, never values
 * @throws UpError `up.env_unreadable`
 */
export async function readVaultSettings(
  dir: string,
  variables: World['variables'],
): Promise<VaultSettings> {
  const file = await readEnvFile(join(dir, '.env'));
  const environment = parse({ ...withoutEmpty(file?.variables ?? {}), ...withoutEmpty(variables) });
  const adminToken = needed(environment, 'DIRECTUS_ADMIN_TOKEN');
  return {
    directusUrl: environment.DIRECTUS_URL,
    adminToken,
    keyring: await readKeys(environment),
  };
}

async function readKeys(environment: Environment): Promise<Keyring> {
  const current = needed(environment, 'CREDENTIALS_ENC_KEY_B64');
  const previous = environment.CREDENTIALS_ENC_KEYS_PREVIOUS_B64?.split(',') ?? [];
  let name = 'CREDENTIALS_ENC_KEY_B64';
  try {
    const currentKey = parseVaultKey(current);
    name = 'CREDENTIALS_ENC_KEYS_PREVIOUS_B64';
    return await createKeyring({ current: currentKey, previous: previous.map(parseVaultKey) });
  } catch (error) {
    if (!(error instanceof VaultKeyError)) throw error;
    throw new CredentialsError('credentials.settings_invalid', [`${name}: ${error.message}`]);
  }
}

function needed(
  environment: Environment,
  name: 'DIRECTUS_ADMIN_TOKEN' | 'CREDENTIALS_ENC_KEY_B64',
): string {
  const value = environment[name];
  if (value !== undefined) return value;
  throw new CredentialsError('credentials.settings_invalid', [
    `${name} is not set, neither in .env nor in the environment.`,
  ]);
}

function parse(texts: Record<string, string>): Environment {
  try {
    return parseEnvironment(texts);
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    const sentences = error.problems.map(({ message }) => message);
    throw new CredentialsError('credentials.settings_invalid', sentences);
  }
}
