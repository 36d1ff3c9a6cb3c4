import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { type ServiceClient, sealClient } from '@genie-helper/service-clients';
import { createKeyring, parseVaultKey } from '@genie-helper/vault';
import { judgeClients } from '../src/commands/doctor/checks/service-clients.ts';

const key = randomBytes(32).toString('base64');
const values = { CREDENTIALS_ENC_KEY_B64: key };
const now = Date.parse('2026-03-01T00:00:00Z');
const inDays = (days: number) => new Date(now + days * 86_400_000).toISOString();

async function stored(fields: Partial<ServiceClient> = {}) {
  const client: ServiceClient = {
    ...{ id: randomBytes(8).toString('hex'), version: 1, name: 'publisher', routes: ['reveal'] },
    ...{ platforms: null, owners: null, expiresAt: null, mustSign: false, secrets: [] },
    ...{ createdAt: inDays(-1), endedAt: null, ...fields },
  };
  const keyring = await createKeyring({ current: parseVaultKey(key) });
  const sealed = await sealClient(keyring, client);
  return { id: client.id, version: client.version, sealed, lastUsedAt: null };
}

const judge = async (...clients: object[]) => judgeClients({ clients }, { values }, now);

test('servers that are let in are counted, ended ones are not', async () => {
  assert.equal((await judge()).status, 'ok');
  const found = await judge(await stored(), await stored({ endedAt: inDays(-1) }));
  assert.deepEqual([found.status, found.message], ['ok', '1 server has a name.']);
});

test('a server that is refused within two weeks is named', async () => {
  assert.equal((await judge(await stored({ expiresAt: inDays(15) }))).status, 'ok');
  const found = await judge(await stored({ expiresAt: inDays(13) }));
  assert.equal(found.status, 'warn');
  assert.match(found.message, /publisher \(2026-03-14/);
  assert.equal((await judge(await stored({ expiresAt: inDays(-1) }))).status, 'ok');
});

test('a record of another key, of another write or of nobody is a fault', async () => {
  const good = await stored();
  const otherKey = { CREDENTIALS_ENC_KEY_B64: randomBytes(32).toString('base64') };
  const foreign = await judgeClients({ clients: [good] }, { values: otherKey }, now);
  for (const found of [
    foreign,
    await judge({ ...good, version: 2 }),
    await judge({ ...good, sealed: 'nonsense' }, await stored()),
  ]) {
    assert.equal(found.status, 'fail');
    assert.match(found.message, new RegExp(good.id));
  }
  const none = await judgeClients({ clients: [good] }, { values: {} }, now);
  assert.notEqual(none.status, 'fail');
});
