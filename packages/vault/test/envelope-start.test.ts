import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { it } from 'node:test';
import { createKeyring, envelopeStart, parseVaultKey, seal } from '../src/index.ts';
import { newKeyText, sealLegacyV1 } from './support/keys.ts';
import { record } from './support/refusals.ts';

const newKeyring = async () => {
  const text = newKeyText();
  return { text, keyring: await createKeyring({ current: parseVaultKey(text) }) };
};

it('begins every envelope of its key, whatever is sealed for whichever record', async () => {
  const { keyring } = await newKeyring();
  const start = envelopeStart(keyring.currentKid);
  for (const value of [{}, { password: 'p'.repeat(1000) }]) {
    for (const to of [record, { collection: 'c', id: randomUUID(), owner: 'ö' }]) {
      assert.ok((await seal(keyring, to, value)).startsWith(start));
    }
  }
});

it('begins no envelope of another key, and no legacy v1 form', async () => {
  const [one, other] = [await newKeyring(), await newKeyring()];
  const start = envelopeStart(one.keyring.currentKid);
  assert.ok(!(await seal(other.keyring, record, {})).startsWith(start));
  assert.ok(!sealLegacyV1(one.text, '{}').startsWith(envelopeStart()));
});

it('without a key begins the envelopes of all keys', async () => {
  for (const { keyring } of [await newKeyring(), await newKeyring()]) {
    assert.ok((await seal(keyring, record, {})).startsWith(envelopeStart()));
    assert.ok(envelopeStart(keyring.currentKid).startsWith(envelopeStart()));
  }
});
