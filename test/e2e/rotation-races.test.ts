import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createKeyring, type JsonObject } from '@genie-helper/vault';
import { rotateRecords } from '../../apps/cli/src/commands/credentials/rotate-records.ts';
import {
  createSealedRecords,
  type SealedRow,
} from '../../apps/cli/src/commands/credentials/sealed-records.ts';
import { openDirectus } from '../../apps/cli/src/installation/directus-admin.ts';
import { type CredentialSystem, startCredentialSystem } from '../support/credential-system.ts';
import { newTextKey, openSeeded, type Seeded, seedRecords } from '../support/rotation.ts';
import type { TestApi } from '../support/start-api.ts';
import type { TestDirectus } from '../support/start-directus.ts';
import type { Person } from '../support/system.ts';

let stack: CredentialSystem<TestDirectus>;
let person: Person;
let api: TestApi;
const [oldKey, newKey] = [newTextKey(), newTextKey()];

before(async () => {
  stack = await startCredentialSystem({ directus: {} });
  person = await stack.person();
  api = await stack.startApi({ vaultKeys: { current: oldKey.key, previous: [newKey.key] } });
});
after(() => stack?.stop());

const seed = (connections: number) =>
  seedRecords(stack, person, oldKey, { connections, downloads: 0, sessions: 0 });

/** Rotates; `between` is called once, after the first records were read and before any is written. */
async function rotate(between: (rows: readonly SealedRow[]) => Promise<unknown>) {
  const call = openDirectus({
    url: stack.directus.url,
    adminToken: stack.directus.adminToken,
  });
  const records = createSealedRecords(call, { id: 'race', now: () => new Date() });
  const keyring = await createKeyring({ current: newKey.key, previous: [oldKey.key] });
  let isFirst = true;
  return rotateRecords({
    keyring,
    records: {
      ...records,
      async read(collection, ids) {
        const rows = await records.read(collection, ids);
        if (isFirst) {
          isFirst = false;
          await between(rows);
        }
        return rows;
      },
    },
  });
}

async function openWithNewKey(record: Seeded): Promise<JsonObject> {
  return (await openSeeded(stack, record, newKey)).value;
}

test('overwrites no store that came between its reading and its writing', async () => {
  const [first, second, ...others] = await seed(7);
  assert.ok(first && second);
  const store = (record: Seeded, n: number) =>
    api.request('POST', '/api/credentials/store', {
      headers: { 'x-rbac-sync-secret': stack.secret },
      body: { creatorProfileId: record.id, credentials: { n } },
    });
  const report = await rotate(async () => {
    assert.equal((await store(first, 1)).status, 200);
    assert.equal((await store(second, 2)).status, 200);
    assert.equal((await store(second, 3)).status, 200);
  });
  assert.equal(report.changedMeanwhile, 2);
  assert.equal(report.rewrapped, 7);
  assert.deepEqual([report.troubles, report.unsettled], [[], 0]);
  assert.deepEqual(await openWithNewKey(first), { n: 1 });
  assert.deepEqual(await openWithNewKey(second), { n: 3 });
  for (const record of others) assert.deepEqual(await openWithNewKey(record), record.value);
});

test('brings back no record that was removed meanwhile, and rotates those beside it', async () => {
  const [removed, ...others] = await seed(6);
  assert.ok(removed);
  const report = await rotate(() =>
    stack.directus.admin.request('DELETE', `/items/platform_connections/${removed.id}`),
  );
  assert.deepEqual([report.troubles, report.unsettled], [[], 0]);
  assert.deepEqual(await stack.rows(removed.collection, `&filter[id][_eq]=${removed.id}`), []);
  for (const record of others) assert.deepEqual(await openWithNewKey(record), record.value);
});

test('a record that was put back from a backup is stored, opened and rotated as before', async () => {
  const [record, beside] = await seed(2);
  assert.ok(record && beside);
  const headers = { 'x-rbac-sync-secret': stack.secret };
  const store = (n: number) => {
    const body = { creatorProfileId: record.id, credentials: { n } };
    return api.request('POST', '/api/credentials/store', { headers, body });
  };
  assert.equal((await store(1)).status, 200);
  const [backup] = await stack.rows(record.collection, `&filter[id][_eq]=${record.id}`);
  for (const n of [2, 3, 4]) assert.equal((await store(n)).status, 200);
  const putBack = () =>
    stack.directus.admin.request('PATCH', `/items/${record.collection}/${record.id}`, backup);

  assert.equal((await putBack()).status, 200);
  const stored = await store(5);
  assert.equal(stored.status, 200, stored.text);
  const body = { creatorProfileId: record.id };
  const revealed = await api.request('POST', '/api/credentials/reveal', { headers, body });
  assert.deepEqual(revealed.body.credentials, { n: 5 });

  await putBack();
  const report = await rotate(async () => undefined);
  assert.deepEqual([report.troubles, report.unsettled], [[], 0]);
  assert.deepEqual(await openWithNewKey(record), { n: 1 });
  assert.deepEqual(await openWithNewKey(beside), beside.value);

  // Removed by mistake, and put back.
  await stack.directus.admin.request('DELETE', `/items/${record.collection}/${record.id}`);
  await stack.directus.admin.request('POST', `/items/${record.collection}`, backup);
  assert.equal((await store(6)).status, 200);
});
