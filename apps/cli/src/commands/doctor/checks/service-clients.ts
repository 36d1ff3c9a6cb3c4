import { isRecord } from '@genie-helper/directus-client';
import type { StoredClient } from '@genie-helper/guard-protocol';
import { openClient, type ServiceClient, whyOver } from '@genie-helper/service-clients';
import { createKeyring, readVaultKeys, VaultError } from '@genie-helper/vault';
import type { Installation } from '../../../installation/installation.ts';
import { type Finding, fail, notInUse, ok, warn } from '../check.ts';

/** For how long before its end a client is told of, in milliseconds. */
const soonMs = 14 * 86_400_000;

/**
 * Whether the records of service clients open, and which end soon by themselves.
 *
 * @param data what the guard has of them
 * @param now epoch milliseconds
 */
export async function judgeClients(
  data: unknown,
  { values }: Pick<Installation, 'values'>,
  now: number,
): Promise<Finding> {
  const keys = readVaultKeys(values);
  if (keys === undefined || 'problems' in keys) return notInUse('The vault has no key.');
  const keyring = await createKeyring(keys);
  const stored = isRecord(data) && Array.isArray(data.clients) ? data.clients : [];
  const live: ServiceClient[] = [];
  const unopenable: string[] = [];
  for (const each of stored as StoredClient[]) {
    try {
      const client = await openClient(keyring, each);
      if (whyOver(client, now) === undefined) live.push(client);
    } catch (error) {
      if (!(error instanceof VaultError)) throw error;
      unopenable.push(each.id);
    }
  }
  if (unopenable.length > 0) {
    return fail(
      `${unopenable.length} of ${stored.length} service clients can't be opened, so these servers are refused: ${unopenable.join(', ')}.`,
      'Put the key of before back into CREDENTIALS_ENC_KEYS_PREVIOUS_B64. If no key is missing, somebody else wrote to the database.',
    );
  }
  const ending = live.filter(
    ({ expiresAt }) => expiresAt !== null && Date.parse(expiresAt) <= now + soonMs,
  );
  if (ending.length > 0) {
    return warn(
      `These servers are refused soon, since their time ends: ${ending.map(({ name, expiresAt }) => `${name} (${expiresAt})`).join(', ')}.`,
      'Make a later end in the console, page Servers, or let them end.',
    );
  }
  if (live.length === 0) return ok('No server has a name; the shared secret opens everything.');
  return ok(`${live.length === 1 ? '1 server has' : `${live.length} servers have`} a name.`);
}
