import type { JsonObject } from '@genie-helper/vault';
import type { SealedRow } from '../../credentials/credential-store.ts';
import { AppError } from '../../errors/app-error.ts';
import type { AccessEntry } from '../audit/access-entry.ts';
import type { CredentialDeps } from './credential-deps.ts';

/**
 * Opens a record's ciphertext, and logs that before it gives out what was inside.
 *
 * @param entry what the log gets, but for the outcome
 * @throws AppError `credentials.unopenable`, logged too · `audit.unavailable` where the log takes no entry
 */
export async function openRecord(
  { log, vault }: Pick<CredentialDeps, 'log' | 'vault'>,
  entry: Omit<AccessEntry, 'outcome'>,
  row: SealedRow,
): Promise<JsonObject> {
  const value = await vault.open(entry.collection, row).catch(async (error: unknown) => {
    const isUnopenable = error instanceof AppError && error.code === 'credentials.unopenable';
    if (isUnopenable) await log.append({ ...entry, outcome: 'unopenable' });
    throw error;
  });
  await log.append({ ...entry, outcome: 'done' });
  return value;
}
