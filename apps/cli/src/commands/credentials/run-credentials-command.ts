import { resolve } from 'node:path';
import type { World } from '../../cli-context.ts';
import { UpError } from '../../installation/cli-error.ts';
import { readVaultSettings, type VaultSettings } from '../../installation/vault-settings.ts';
import { CredentialsError } from './credentials-error.ts';
import { createDirectusCalls, type DirectusCalls } from './directus-calls.ts';

/** What a command about credentials works with. */
export interface CredentialsContext {
  call: DirectusCalls;
  keyring: VaultSettings['keyring'];
}

/**
 * Runs a command with its settings, and tells on stderr why it can't go on.
 *
 * @param dir the folder of `.env`; the project unless given
 * @returns the command's exit code, or 1
 */
export async function runCredentialsCommand(
  world: World,
  dir: string | undefined,
  run: (context: CredentialsContext) => Promise<number>,
): Promise<number> {
  try {
    const settings = await readVaultSettings(resolve(dir ?? world.projectDir), world.variables);
    const { directusUrl: url, adminToken, keyring } = settings;
    return await run({ call: createDirectusCalls({ url, adminToken }), keyring });
  } catch (error) {
    if (!(error instanceof CredentialsError || error instanceof UpError)) throw error;
    for (const problem of error.problems) world.stderr.write(`${problem}\n`);
    return 1;
  }
}
