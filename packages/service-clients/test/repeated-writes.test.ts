import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import type { AdminCall } from '@genie-helper/directus-client/queries';
import {
  type ClientWriteRequest,
  type StoredClient,
  serviceClientPaths,
} from '@genie-helper/guard-protocol';
import { createKeyring, parseVaultKey } from '@genie-helper/vault';
import { createClientManager, resealClients, secretGenerationOf } from '../src/index.ts';

const newKey = () => parseVaultKey(randomBytes(32).toString('base64'));

const publisher = {
  ...{ name: 'publisher', routes: ['reveal' as const], platforms: null, owners: null },
  ...{ expiresAt: null, mustSign: false },
};

/** A guard that keeps clients in memory; each write reaches it twice, as where the first answer is lost. */
async function openClients() {
  const rows = new Map<string, StoredClient & { name: string }>();
  function write({ id, name, version, sealed }: ClientWriteRequest) {
    const known = rows.get(id);
    if (version === 1 ? known !== undefined : known?.version !== version - 1) {
      return version === 1 ? 'name_taken' : 'outdated';
    }
    if (version === 1 && [...rows.values()].some((row) => row.name === name)) return 'name_taken';
    rows.set(id, { id, name, version, sealed, lastUsedAt: null });
    return 'written';
  }
  const call: AdminCall = async ({ path, body }) => {
    if (path === serviceClientPaths.list) {
      return { ok: true, status: 200, data: { clients: [...rows.values()] } };
    }
    write(body as ClientWriteRequest);
    return { ok: true, status: 200, data: { outcome: write(body as ClientWriteRequest) } };
  };
  const older = newKey();
  const keyring = await createKeyring({ current: older, previous: [] });
  const newer = await createKeyring({ current: newKey(), previous: [older] });
  return {
    ...{ call, newer, rows },
    clients: createClientManager({ call, keyring, now: () => new Date() }),
  };
}

describe('a write whose answer was lost, and that was sent again', () => {
  test('makes the client, whose secret is told', async () => {
    const { clients, rows } = await openClients();
    const { client, secret } = await clients.create(publisher);
    assert.equal(secretGenerationOf(client, secret), 'current');
    assert.deepEqual([...rows.keys()], [client.id]);
  });

  test('leaves a name to the client that has it', async () => {
    const { clients } = await openClients();
    await clients.create(publisher);
    await assert.rejects(clients.create(publisher), { problem: 'name_taken' });
  });

  test('gives one secret beside the one of before, which counts on', async () => {
    const { clients } = await openClients();
    const before = await clients.create(publisher);
    const { client, secret = '' } = await clients.change(before.client.id, { newSecret: 'beside' });
    assert.equal(secretGenerationOf(client, secret), 'current');
    assert.equal(secretGenerationOf(client, before.secret), 'previous');
    assert.equal(client.version, 2);
    const { clients: listed } = await clients.list();
    assert.deepEqual(listed[0]?.secrets, client.secrets);
  });

  test('ends the client', async () => {
    const { clients } = await openClients();
    const { client } = await clients.create(publisher);
    assert.notEqual((await clients.end(client.id)).endedAt, null);
    await assert.rejects(clients.end(client.id), { problem: 'ended' });
  });

  test('brings its record to the current key', async () => {
    const { call, clients, newer } = await openClients();
    await clients.create(publisher);
    assert.deepEqual(await resealClients(call, newer), { resealed: 1, failed: [] });
  });
});
