import { createDirectusClient, DirectusError } from '@genie-helper/directus-client';
import { createAdminCall, openCollection } from '@genie-helper/directus-client/queries';
import { sealedCollections } from '@genie-helper/guard-protocol';
import { createKeyring, envelopeStart, readVaultKeys } from '@genie-helper/vault';
import Type from 'typebox';
import type { Installation } from './installation.ts';

/** How many stored credentials there are, and how many of them no key that is set opens. */
export interface StoredKeys {
  total: number;
  strangers: number;
}

/**
 * Counts the stored credentials that are sealed with a key that isn't set, by how their ciphertexts begin; none is
 * opened or read. The older form names no key and isn't counted.
 *
 * @returns undefined where the keys can't be used, or Directus doesn't say
 */
export async function countStoredKeys(
  { values }: Pick<Installation, 'values'>,
  options: { callTimeoutMs?: number } = {},
): Promise<StoredKeys | undefined> {
  const keys = readVaultKeys(values);
  const { DIRECTUS_URL: url, DIRECTUS_ADMIN_TOKEN: token } = values;
  if (keys === undefined || 'problems' in keys) return undefined;
  if (url === undefined || token === undefined) return undefined;
  const { kids } = await createKeyring(keys);
  const { callTimeoutMs = 4_000 } = options;
  const client = createDirectusClient({ url, callTimeoutMs, maxResponseBytes: 100_000 });
  const call = createAdminCall(client, token);
  const beginsWith = (start: string) => ({ encrypted_credentials: { _starts_with: start } });
  try {
    const sum: StoredKeys = { total: 0, strangers: 0 };
    for (const collection of sealedCollections) {
      const records = openCollection(call, `/items/${collection}`, Type.Object({}));
      const [total, envelopes, ...known] = await Promise.all([
        records.count({}),
        records.count(beginsWith(envelopeStart())),
        ...kids.map((kid) => records.count(beginsWith(envelopeStart(kid)))),
      ]);
      sum.total += total;
      sum.strangers += Math.max(0, envelopes - known.reduce((one, other) => one + other, 0));
    }
    return sum;
  } catch (error) {
    if (error instanceof DirectusError) return undefined;
    throw error;
  } finally {
    await client.close();
  }
}

/** What is wrong, in a sentence; undefined where every record is on a key that is set. */
export function describeStrangers({ total, strangers }: StoredKeys): string | undefined {
  if (strangers === 0) return undefined;
  const verb = strangers === 1 ? 'is' : 'are';
  const what = total === 1 ? 'stored credential' : 'stored credentials';
  return `${strangers} of ${total} ${what} ${verb} sealed with a key that is not set.`;
}

export const strangersFix =
  'Put the key that they were stored with back into CREDENTIALS_ENC_KEY_B64, or into CREDENTIALS_ENC_KEYS_PREVIOUS_B64 beside a new one; "genie credentials status" shows how many are on which key.';
