import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { createKeyring, credentialRecord, type Keyring, keyIdOf, open } from '@genie-helper/vault';
import { rotateRecords } from '../src/commands/credentials/rotate-records.ts';
import {
  createSealedRecords,
  type SealedRecords,
} from '../src/commands/credentials/sealed-records.ts';
import { fakeRecords, newKey, sealedRow } from './support/fake-records.ts';

const [oldKey, currentKey] = [newKey(), newKey()];
let keyring: Keyring;
before(async () => {
  keyring = await createKeyring({ current: currentKey, previous: [oldKey] });
});

const rowsOf = (count: number, key = oldKey) =>
  Promise.all(Array.from({ length: count }, (_, n) => sealedRow(key, { n })));

test('brings every record to the current key, and its value stays', async () => {
  const rows = [...(await rowsOf(60)), ...(await rowsOf(5, currentKey))];
  const { records, stored, batches } = fakeRecords(rows);
  const report = await rotateRecords({ records, keyring });
  assert.deepEqual(report, {
    rewrapped: 60,
    alreadyCurrent: 5,
    changedMeanwhile: 0,
    troubles: [],
    unsettled: 0,
  });
  assert.ok(batches.every((size) => size <= 25));
  const alone = await createKeyring({ current: currentKey });
  for (const [index, row] of rows.entries()) {
    const opened = await open(alone, credentialRecord(row), stored.get(row.id)?.ciphertext ?? '');
    assert.deepEqual(opened.value, { n: index < 60 ? index : index - 60 });
  }
});

test('names the one record that Directus refuses, and rotates those of its batch', async () => {
  const rows = await rowsOf(25);
  const { records, refusedIds, stored } = fakeRecords(rows);
  const [refused] = rows;
  assert.ok(refused);
  refusedIds.add(refused.id);
  const report = await rotateRecords({ records, keyring });
  assert.equal(report.rewrapped, 24);
  assert.deepEqual(report.troubles, [
    {
      record: `platform_connections/${refused.id}`,
      kind: 'refused',
      reason: 'Directus refused record or log entry (INVALID_PAYLOAD).',
    },
  ]);
  assert.equal(stored.get(refused.id)?.ciphertext, refused.ciphertext);
});

test('opens what is on the current key too, so that damage comes to light', async () => {
  const row = await sealedRow(currentKey);
  const damaged = { ...row, user: 'zoe' };
  const { records, logged } = fakeRecords([damaged]);
  const report = await rotateRecords({ records, keyring });
  assert.deepEqual(
    report.troubles.map(({ kind }) => kind),
    ['unopenable'],
  );
  assert.deepEqual(logged, [row.id]);
});

test('tells an unknown key from a record that does not open, and logs each once in a run', async () => {
  const [lost, garbage, fine] = [
    await sealedRow(newKey()),
    await sealedRow(oldKey),
    await sealedRow(oldKey),
  ];
  const { records, logged } = fakeRecords([lost, { ...garbage, ciphertext: 'garbage' }, fine]);
  const report = await rotateRecords({ records, keyring });
  assert.deepEqual(
    report.troubles.map(({ kind }) => kind),
    ['unknown_key', 'unopenable'],
  );
  assert.match(report.troubles[0]?.reason ?? '', new RegExp(keyIdOf(lost.ciphertext)));
  assert.deepEqual(logged, [lost.id, garbage.id]);
  assert.equal(report.rewrapped, 1);
});

test('ends, and says that it is not done, where an API keeps sealing with the older key', async () => {
  const row = await sealedRow(oldKey);
  const { records, stored } = fakeRecords([row]);
  const report = await rotateRecords({
    keyring,
    records: {
      ...records,
      async listIds(collection) {
        const sealCount = (stored.get(row.id)?.sealCount ?? 0) + 1;
        stored.set(row.id, { ...row, sealCount });
        return records.listIds(collection);
      },
    },
  });
  assert.equal(report.unsettled, 1);
});

test('ends with the error where an unopenable record can not be logged', async () => {
  const { records } = fakeRecords([{ ...(await sealedRow(oldKey)), ciphertext: 'garbage' }]);
  const logUnopenable = () => Promise.reject(new Error('no log'));
  await assert.rejects(
    rotateRecords({ records: { ...records, logUnopenable }, keyring }),
    /no log/,
  );
});

test('splits what is too large for one body of Directus', async () => {
  const rows = await Promise.all(
    Array.from({ length: 6 }, () => sealedRow(oldKey, { text: 'x'.repeat(200_000) })),
  );
  const { records, batches } = fakeRecords(rows);
  assert.equal((await rotateRecords({ records, keyring })).rewrapped, 6);
  assert.deepEqual(batches, [2, 1, 2, 1]);
});

for (const status of [401, 403]) {
  test(`a token that is refused half-way (${status}) ends the run, and no record is blamed`, async () => {
    const rows = await rowsOf(60);
    const { records, stored, batches } = fakeRecords(rows);
    const asDirectus = createSealedRecords(
      async () => ({ ok: false, status, code: 'FORBIDDEN', field: undefined }),
      { id: 'run', now: () => new Date() },
    );
    const write: SealedRecords['write'] = (batch) =>
      batches.length < 1 ? records.write(batch) : asDirectus.write(batch);
    await assert.rejects(
      rotateRecords({ records: { ...records, write }, keyring }),
      (error: { code?: string }) => error.code === 'directus.refused',
    );
    const rewrapped = [...stored.values()].filter(
      ({ ciphertext }) => keyIdOf(ciphertext) === keyring.currentKid,
    );
    assert.equal(rewrapped.length, 25, 'what was written before stays');
  });
}
