import { DirectusError } from '@genie-helper/directus-client';
import { type AdminCall, openCollection } from '@genie-helper/directus-client/queries';
import { resealClients } from '@genie-helper/service-clients';
import { createKeyring, envelopeStart, type Keyring, readVaultKeys } from '@genie-helper/vault';
import Type from 'typebox';
import type { CliContext } from '../../cli-context.ts';
import { openDirectus } from '../../installation/directus-admin.ts';
import { loadInstallation, requireVariables } from '../../installation/installation.ts';
import { createSealedRecords, type SealedRecords } from './sealed-records.ts';

/** A long run goes on through a restart of Directus; what a call may have written twice, its claim refuses. */
const callBounds = { callTimeoutMs: 30_000, attempts: 5 };
const needed = ['DIRECTUS_ADMIN_TOKEN', 'CREDENTIALS_ENC_KEY_B64'] as const;

/**
 * The vault's keys of an installation, and its Directus.
 *
 * @param dir the folder of `.env`
 * @throws CliError with every problem of the settings
 */
export async function openVaultKeys(
  dir: string,
  { variables }: Pick<CliContext, 'variables'>,
): Promise<{ call: AdminCall; keyring: Keyring }> {
  const installation = await loadInstallation(dir, variables);
  const keys = readVaultKeys(installation.values);
  const found = keys !== undefined && 'problems' in keys ? keys.problems : [];
  const problems = found.map(({ message }) => message);
  const environment = requireVariables(installation, needed, { problems });
  if (keys === undefined || 'problems' in keys) throw new TypeError('The keys were checked.');
  const { DIRECTUS_URL: url, DIRECTUS_ADMIN_TOKEN: adminToken } = environment;
  const call = openDirectus({ url, adminToken }, callBounds);
  return { call, keyring: await createKeyring(keys) };
}

/**
 * The stored credentials of an installation, and the keys that open them.
 *
 * @param dir the folder of `.env`
 * @param runId names this run in the access log
 * @throws CliError with every problem of the settings
 */
export async function openVault(
  dir: string,
  context: CliContext,
  runId: string,
): Promise<{
  records: SealedRecords;
  keyring: Keyring;
  /** How many mails of the outbox are sealed with another key than the current one. */
  countOlderMails(): Promise<number>;
  /** Brings the records of service clients to the current key. */
  resealClients(): ReturnType<typeof resealClients>;
}> {
  const { call, keyring } = await openVaultKeys(dir, context);
  const run = { id: runId, now: () => new Date() };
  return {
    records: createSealedRecords(call, run),
    keyring,
    countOlderMails: () => countOlderMails(call, keyring),
    resealClients: () => resealClients(call, keyring),
  };
}

/** Mails live for 24 hours, so they aren't rewrapped: older keys open them until they are sent or given up. */
async function countOlderMails(call: AdminCall, { currentKid }: Keyring): Promise<number> {
  const mails = openCollection(call, '/items/mail_outbox', Type.Object({}));
  try {
    return await mails.count({ sealed: { _nstarts_with: envelopeStart(currentKid) } });
  } catch (error) {
    // A database that this version hasn't migrated yet has no outbox.
    if (error instanceof DirectusError && error.refusal?.code === 'FORBIDDEN') return 0;
    throw error;
  }
}
