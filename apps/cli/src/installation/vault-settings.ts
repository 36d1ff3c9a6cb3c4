import { createKeyring, type Keyring, readVaultKeys } from '@genie-helper/vault';
import type { CliContext } from '../cli-context.ts';
import { loadInstallation, requireVariables } from './installation.ts';

/** What the commands about credentials go by. */
export interface VaultSettings {
  directusUrl: string;
  adminToken: string;
  keyring: Keyring;
}

/**
 * Reads Directus's address, the admin token and the vault's keys.
 *
 * @param dir the folder of `.env`
 * @throws CliError with every problem that was found
 */
export async function readVaultSettings(
  dir: string,
  variables: CliContext['variables'],
): Promise<VaultSettings> {
  const installation = await loadInstallation(dir, variables);
  const keys = readVaultKeys(installation.values);
  const problems = keys !== undefined && 'problems' in keys ? keys.problems : [];
  const { DIRECTUS_URL, DIRECTUS_ADMIN_TOKEN } = requireVariables(
    installation,
    ['DIRECTUS_ADMIN_TOKEN', 'CREDENTIALS_ENC_KEY_B64'],
    { problems: problems.map(({ message }) => message) },
  );
  if (keys === undefined || 'problems' in keys) throw new TypeError('The keys were checked.');
  return {
    directusUrl: DIRECTUS_URL,
    adminToken: DIRECTUS_ADMIN_TOKEN,
    keyring: await createKeyring(keys),
  };
}
