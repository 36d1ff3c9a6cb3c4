import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { createKeyring, keyIdOf, open, parseVaultKey, rewrap } from '../src/index.ts';
import { encryptWithGcm, newKey, newKeyText, sealOlderForm } from './support/keys.ts';
import { assertUnopenable, record } from './support/refusals.ts';

const value = { username: 'ada', password: 'pässwörd' };

async function newOlder() {
  const text = newKeyText();
  const keyring = await createKeyring({ current: parseVaultKey(text) });
  return { text, keyring, older: sealOlderForm(text, JSON.stringify(value)) };
}

describe('the older form', () => {
  it('opens bare and as JSON, however that is spaced, and is never current', async () => {
    const { keyring, older } = await newOlder();
    for (const form of [
      older,
      JSON.stringify({ enc: older }),
      JSON.stringify({ enc: older }, undefined, 2),
      `{"enc": "${older}"}\n`,
    ]) {
      assert.deepEqual(await open(keyring, record, form), {
        value,
        keyId: 'v1',
        isCurrent: false,
      });
      assert.equal(keyIdOf(form), 'v1');
    }
  });

  it('opens with whichever key of the keyring sealed it', async () => {
    const texts = [newKeyText(), newKeyText(), newKeyText()];
    const [current, ...previous] = texts.map(parseVaultKey);
    assert.ok(current);
    const keyring = await createKeyring({ current, previous });
    for (const text of texts) {
      const older = sealOlderForm(text, JSON.stringify(value));
      assert.deepEqual((await open(keyring, record, older)).value, value);
    }
  });

  it('says the same of a key that is missing as of a change, since it names no key', async () => {
    const { older } = await newOlder();
    await assertUnopenable(await createKeyring({ current: newKey() }), record, older);
  });

  it('opens for any record until it is rewrapped, and then for that one only', async () => {
    const { keyring, older } = await newOlder();
    const other = { ...record, id: 'other' };
    assert.deepEqual((await open(keyring, other, older)).value, value);
    const envelope = await rewrap(keyring, record, JSON.stringify({ enc: older }));
    assert.deepEqual(await open(keyring, record, envelope), {
      value,
      keyId: keyring.currentKid,
      isCurrent: true,
    });
    await assertUnopenable(keyring, other, envelope);
  });

  it('is refused with shorter tags and other IVs, though the key and the rest are right', async () => {
    const { text, keyring } = await newOlder();
    const key = Buffer.from(text, 'base64');
    const write = (iv: Buffer, tag: Buffer, ciphertext: Buffer) =>
      ['v1', ...[iv, tag, ciphertext].map((part) => part.toString('hex'))].join(':');
    for (const ivLength of [1, 8, 11, 13, 16]) {
      const iv = randomBytes(ivLength);
      const { ciphertext, tag } = encryptWithGcm(key, iv, Buffer.from('{}'));
      await assertUnopenable(keyring, record, write(iv, tag, ciphertext));
    }
    const iv = randomBytes(12);
    const { ciphertext, tag } = encryptWithGcm(key, iv, Buffer.from('{}'));
    assert.deepEqual((await open(keyring, record, write(iv, tag, ciphertext))).value, {});
    for (const length of [0, 1, 4, 8, 12, 13, 14, 15]) {
      await assertUnopenable(keyring, record, write(iv, tag.subarray(0, length), ciphertext));
    }
  });

  it('is refused in any other spelling', async () => {
    const { keyring, older } = await newOlder();
    const [version, iv, tag, ciphertext] = older.split(':');
    for (const form of [
      older.toUpperCase(),
      older.replace('v1', 'V1'),
      older.replace('v1', 'v2'),
      older.replace('v1:', ''),
      [version, iv, tag, ciphertext?.toUpperCase()].join(':'),
      [version, tag, iv, ciphertext].join(':'),
      [version, iv, ciphertext, tag].join(':'),
      [version, iv, tag, ''].join(':'),
      [version, iv, tag, `${ciphertext}0`].join(':'),
      ` ${older}`,
      `${older}\n`,
      `${older}:`,
      JSON.stringify(older),
      JSON.stringify([older]),
      JSON.stringify({ ENC: older }),
      JSON.stringify({ enc: older, extra: 1 }),
      JSON.stringify({ enc: older }).replace('v1', '\\u00761'),
      JSON.stringify({ enc: JSON.stringify({ enc: older }) }),
    ]) {
      await assertUnopenable(keyring, record, form);
    }
  });
});
