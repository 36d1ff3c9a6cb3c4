import { randomBytes, randomUUID } from 'node:crypto';
import {
  createKeyring,
  credentialRecord,
  type JsonObject,
  parseVaultKey,
  seal,
} from '@genie-helper/vault';
import type { SealedRecords, SealedRow } from '../../src/commands/credentials/sealed-records.ts';

/** A random key of the vault. */
export function newKey() {
  return parseVaultKey(randomBytes(32).toString('base64'));
}

/** A record under a key. */
export async function sealedRow(
  key: ReturnType<typeof newKey>,
  value: JsonObject = {},
): Promise<SealedRow> {
  const id = randomUUID();
  const collection = 'platform_connections' as const;
  const credential = { collection, id, user: 'mia', version: 1, platform: 'onlyfans' };
  const keyring = await createKeyring({ current: key });
  const ciphertext = await seal(keyring, credentialRecord(credential), value);
  return { ...credential, ciphertext, sealCount: 1, connectionId: id };
}

/** Records in memory, written whole or not at all, and by the number of the write, as Directus does it. */
export function fakeRecords(rows: readonly SealedRow[]) {
  const stored = new Map(rows.map((row) => [row.id, row]));
  const refusedIds = new Set<string>();
  const batches: number[] = [];
  const logged: string[] = [];
  const records: SealedRecords = {
    async listIds(collection) {
      return [...stored.values()]
        .filter((row) => row.collection === collection)
        .map(({ id }) => id);
    },
    async read(_collection, ids) {
      return ids.flatMap((id) => stored.get(id) ?? []);
    },
    async write(batch) {
      batches.push(batch.length);
      if (batch.some(({ row }) => refusedIds.has(row.id))) {
        return { ok: false, status: 400, code: 'INVALID_PAYLOAD', field: undefined };
      }
      if (batch.some(({ row }) => stored.get(row.id)?.sealCount !== row.sealCount))
        return 'outdated';
      for (const { row, ciphertext } of batch) {
        stored.set(row.id, { ...row, ciphertext, sealCount: row.sealCount + 1 });
      }
      return { ok: true, numbers: [] };
    },
    async logUnopenable(unopened) {
      logged.push(...unopened.map(({ id }) => id));
    },
  };
  return { records, stored, refusedIds, batches, logged };
}
