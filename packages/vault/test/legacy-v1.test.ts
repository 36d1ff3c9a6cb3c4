import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { createKeyring, keyIdOf, open, parseVaultKey, rewrap } from '../src/index.ts';
import { encryptWithGcm, newKey, newKeyText, sealLegacyV1 } from './support/keys.ts';
import { assertUnopenable, record } from './support/refusals.ts';

const value = { username: 'ada', password: 'pässwörd' };

async function newOlder() {
  const text = newKeyText();
  const keyring = await createKeyring({ current: parseVaultKey(text) });
  return { text, keyring, legacy: sealLegacyV1(text, JSON.stringify(value)) };
}

describe('the legacy v1 form', () => {
  it('opens bare and as JSON, however that is spaced, and is never current', async () => {
    const { keyring, legacy } = await newOlder();
    for (const form of [
      legacy,
      JSON.stringify({ enc: legacy }),
      JSON.stringify({ enc: legacy }, undefined, 2),
      `{"enc": "${legacy}"}\n`,
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
      const legacy = sealLegacyV1(text, JSON.stringify(value));
      assert.deepEqual((await open(keyring, record, legacy)).value, value);
    }
  });

  it('says the same of a key that is missing as of a change, since it names no key', async () => {
    const { legacy } = await newOlder();
    await assertUnopenable(await createKeyring({ current: newKey() }), record, legacy);
  });

  it('opens for any record until it is rewrapped, and then for that one only', async () => {
    const { keyring, legacy } = await newOlder();
    const other = { ...record, id: 'other' };
    assert.deepEqual((await open(keyring, other, legacy)).value, value);
    const envelope = await rewrap(keyring, record, JSON.stringify({ enc: legacy }));
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
    const { keyring, legacy } = await newOlder();
    const [version, iv, tag, ciphertext] = legacy.split(':');
    for (const form of [
      legacy.toUpperCase(),
      legacy.replace('v1', 'V1'),
      legacy.replace('v1', 'v2'),
      legacy.replace('v1:', ''),
      [version, iv, tag, ciphertext?.toUpperCase()].join(':'),
      [version, tag, iv, ciphertext].join(':'),
      [version, iv, ciphertext, tag].join(':'),
      [version, iv, tag, ''].join(':'),
      [version, iv, tag, `${ciphertext}0`].join(':'),
      ` ${legacy}`,
      `${legacy}\n`,
      `${legacy}:`,
      JSON.stringify(legacy),
      JSON.stringify([legacy]),
      JSON.stringify({ ENC: legacy }),
      JSON.stringify({ enc: legacy, extra: 1 }),
      JSON.stringify({ enc: legacy }).replace('v1', '\\u00761'),
      JSON.stringify({ enc: JSON.stringify({ enc: legacy }) }),
    ]) {
      await assertUnopenable(keyring, record, form);
    }
  });
});
