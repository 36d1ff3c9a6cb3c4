import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CompactEncrypt } from 'jose';
import {
  createKeyring,
  keyIdOf,
  maxCiphertextCharacters,
  open,
  parseVaultKey,
  seal,
} from '../src/index.ts';
import { newKeyring, newKeyText, sealLegacyV1 } from './support/keys.ts';
import { assertUnopenable, errorOf, record } from './support/refusals.ts';

const base64url = (text: string) => Buffer.from(text).toString('base64url');

/** A keyring, and a way to seal with its key under a header of one's choice. */
async function newForger() {
  const text = newKeyText();
  const keyring = await createKeyring({ current: parseVaultKey(text) });
  const [encoded = ''] = (await seal(keyring, record, {})).split('.');
  const header = JSON.parse(Buffer.from(encoded, 'base64url').toString());
  const forge = (changed: object, plaintext: string) =>
    new CompactEncrypt(Buffer.from(plaintext))
      .setProtectedHeader({ ...header, ...changed })
      .encrypt(Buffer.from(text, 'base64'));
  return { text, keyring, header, forge };
}

describe('the form of an envelope', () => {
  it('opens what the right key sealed under the right header', async () => {
    const { keyring, forge } = await newForger();
    assert.deepEqual((await open(keyring, record, await forge({}, '{"a":1}'))).value, { a: 1 });
  });

  for (const [name, changed] of Object.entries({
    'another content encryption': { enc: 'A128GCM' },
    'a content encryption with an HMAC': { enc: 'A256CBC-HS512' },
    'another key wrapping': { alg: 'A256GCMKW' },
    compression: { zip: 'DEF' },
    'an unknown field': { extra: true },
    'a field that says the key': { jwk: { kty: 'oct', k: 'AAAA' } },
    'another type': { typ: 'JWT' },
    'no type': { typ: undefined },
    'no record': { record: undefined },
  })) {
    it(`refuses ${name} in the header, though the right key sealed it`, async () => {
      const { keyring, forge } = await newForger();
      const forged = await forge(changed, '{"a":1}');
      await assertUnopenable(keyring, record, forged);
      assert.equal((await errorOf(() => keyIdOf(forged))).code, 'vault.unopenable');
    });
  }

  it('refuses crit, direct encryption, and a header in any other spelling', async () => {
    const { keyring, header } = await newForger();
    const [, ...sealed] = (await seal(keyring, record, {})).split('.');
    const { kid, ...rest } = header;
    for (const spelling of [
      JSON.stringify({ ...header, crit: ['record'] }),
      JSON.stringify({ ...header, alg: 'dir' }),
      JSON.stringify({ ...header, alg: 'none' }),
      JSON.stringify({ kid, ...rest }),
      JSON.stringify(header, undefined, 1),
      ` ${JSON.stringify(header)}`,
      `\ufeff${JSON.stringify(header)}`,
      JSON.stringify(header).replace('"alg"', '"\\u0061lg"'),
      JSON.stringify(header).replace('{', '{"alg":"none",'),
      JSON.stringify(header).replace('}', ',"__proto__":{}}'),
      '[]',
      'null',
      '"text"',
      '{}',
      '{',
    ]) {
      const forged = [base64url(spelling), ...sealed].join('.');
      await assertUnopenable(keyring, record, forged);
      assert.equal((await errorOf(() => keyIdOf(forged))).code, 'vault.unopenable');
    }
  });

  it('refuses the other serializations, missing and empty parts, and what is no text', async () => {
    const keyring = await newKeyring();
    const envelope = await seal(keyring, record, {});
    const [protectedHeader, encrypted_key, iv, ciphertext, tag] = envelope.split('.');
    const parts = [protectedHeader, encrypted_key, iv, ciphertext, tag];
    const json = { protected: protectedHeader, encrypted_key, iv, ciphertext, tag };
    for (const input of [
      '',
      '....',
      JSON.stringify(json),
      `${envelope}.`,
      `${envelope}.AAAA`,
      envelope.replaceAll('.', '..'),
      JSON.stringify(envelope),
      JSON.stringify({ enc: envelope }),
      ...parts.map((_, index) => parts.map((part, at) => (at === index ? '' : part)).join('.')),
      undefined,
      null,
      7,
      json,
      Buffer.from(envelope),
      [envelope],
    ]) {
      await assertUnopenable(keyring, record, input as string);
      assert.equal((await errorOf(() => keyIdOf(input as string))).code, 'vault.unopenable');
    }
  });

  it('refuses padding, the other alphabet and unused bits that are not zero', async () => {
    const keyring = await newKeyring();
    const parts = (await seal(keyring, record, { a: '1' })).split('.');
    for (const [index, part] of parts.entries()) {
      const bytes = Buffer.from(part, 'base64url');
      const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
      const spellings = [...alphabet]
        .map((last) => part.slice(0, -1) + last)
        .filter((text) => text !== part && Buffer.from(text, 'base64url').equals(bytes));
      if (part.length % 4 !== 0) spellings.push(bytes.toString('base64'));
      for (const spelling of [...spellings, `${part}=`, `+${part.slice(1)}`]) {
        await assertUnopenable(keyring, record, parts.with(index, spelling).join('.'));
      }
    }
  });

  it('refuses oversize input at once, whatever it looks like', async () => {
    const keyring = await newKeyring();
    const parts = (await seal(keyring, record, {})).split('.');
    const length = maxCiphertextCharacters;
    for (const input of [
      'A'.repeat(length + 1),
      '.'.repeat(length),
      '.'.repeat(length + 1),
      parts.with(0, 'A'.repeat(length)).join('.'),
      parts.with(3, 'A'.repeat(length)).join('.'),
      `v1:${'0'.repeat(24)}:${'0'.repeat(32)}:${'0'.repeat(length)}`,
      ' '.repeat(length),
      `{${' '.repeat(length - 1)}`,
      `{"enc":"${'v'.repeat(length - 8)}`,
    ]) {
      await assertUnopenable(keyring, record, input);
    }
  });

  it('refuses oversize input even where it is genuine', async () => {
    const { text, keyring, forge } = await newForger();
    const large = JSON.stringify({ a: 'x'.repeat(maxCiphertextCharacters) });
    await assertUnopenable(keyring, record, await forge({}, large));
    await assertUnopenable(keyring, record, sealLegacyV1(text, large));
    const fitting = JSON.stringify({ a: 'x'.repeat(maxCiphertextCharacters / 2 - 100) });
    assert.equal((await open(keyring, record, sealLegacyV1(text, fitting))).keyId, 'v1');
  });

  it('refuses a plaintext that is not a JSON object, though the right key sealed it', async () => {
    const { keyring, forge } = await newForger();
    for (const plaintext of ['[]', 'null', '"secret"', '1', 'secret', '{"a":', '{} x', '\u0000']) {
      await assertUnopenable(keyring, record, await forge({}, plaintext));
    }
  });
});
