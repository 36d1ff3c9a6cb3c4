import { createKeyring, type Keyring, readVaultKeys } from '@genie-helper/vault';
import type { CliContext } from '../../cli-context.ts';
import { openDirectus } from '../../installation/directus-admin.ts';
import { loadInstallation, requireVariables } from '../../installation/installation.ts';
import { createSealedRecords, type SealedRecords } from './sealed-records.ts';

/** A long run goes on through a restart of Directus; what a call may have written twice, its claim refuses. */
const callBounds = { callTimeoutMs: 30_000, attempts: 5 };
const needed = ['DIRECTUS_ADMIN_TOKEN', 'CREDENTIALS_ENC_KEY_B64'] as const;

/**
 * The stored credentials of an installation, and the keys that open them.
 *
 * @param dir the folder of `.env`
 * @param runId names this run in the access log
 * @throws CliError with every problem of the settings
 */
export async function openVault(
  dir: string,
  { variables }: CliContext,
  runId: string,
): Promise<{ records: SealedRecords; keyring: Keyring }> {
  const installation = await loadInstallation(dir, variables);
  const keys = readVaultKeys(installation.values);
  const found = keys !== undefined && 'problems' in keys ? keys.problems : [];
  const problems = found.map(({ message }) => message);
  const environment = requireVariables(installation, needed, { problems });
  if (keys === undefined || 'problems' in keys) throw new TypeError('The keys were checked.');
  const { DIRECTUS_URL: url, DIRECTUS_ADMIN_TOKEN: adminToken } = environment;
  const run = { id: runId, now: () => new Date() };
  return {
    records: createSealedRecords(openDirectus({ url, adminToken }, callBounds), run),
    keyring: await createKeyring(keys),
  };
}
