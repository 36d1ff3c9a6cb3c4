import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { createKeyring, parseVaultKey, VaultKeyError } from '../src/index.ts';
import { newKeyText } from './support/keys.ts';

function refusalOf(text: string): VaultKeyError {
  try {
    parseVaultKey(text);
  } catch (error) {
    assert.ok(error instanceof VaultKeyError);
    return error;
  }
  assert.fail('the key was accepted');
}

const base64 = (bytes: Iterable<number>) => Buffer.from([...bytes]).toString('base64');
const bytes = (make: (index: number) => number) =>
  base64(Array.from({ length: 32 }, (_, i) => make(i) & 255));

describe('a vault key', () => {
  it('is accepted if it is random', () => {
    for (let run = 0; run < 10_000; run += 1) parseVaultKey(newKeyText());
  });

  it('is refused unless it is 32 bytes in canonical base64', () => {
    const good = newKeyText();
    const urlSafe = Buffer.alloc(32, randomBytes(31)).fill(0xfb, 0, 3).toString('base64url');
    for (const text of [
      '',
      'A',
      good.slice(0, -1),
      `${good}=`,
      ` ${good}`,
      `${good}\n`,
      `${good.slice(0, 20)}\n${good.slice(20)}`,
      `${urlSafe}=`,
      urlSafe,
      Buffer.from(good, 'base64').toString('hex'),
      randomBytes(16).toString('base64'),
      randomBytes(31).toString('base64'),
      randomBytes(33).toString('base64'),
      randomBytes(64).toString('base64'),
      // The last character's unused bits aren't zero.
      `${Buffer.alloc(32, randomBytes(31)).fill(0, 31).toString('base64').slice(0, -2)}B=`,
    ]) {
      assert.equal(refusalOf(text).code, 'vault.key_malformed');
    }
  });

  for (const [name, text] of Object.entries({
    zeros: bytes(() => 0),
    'one byte over and over': bytes(() => 0xa7),
    'bytes that count up': bytes((i) => i),
    'bytes that count up from elsewhere, round the end': bytes((i) => 0xf0 + i),
    'bytes that count down': bytes((i) => 200 - i),
    'bytes in steps': bytes((i) => 3 + 7 * i),
    'two bytes in turn': bytes((i) => (i % 2 ? 0xde : 0x91)),
    'three bytes in turn': bytes((i) => [0x91, 0x02, 0xf3][i % 3] ?? 0),
    'sixteen different bytes twice': bytes((i) => 0x80 + (i % 16) * (i % 16) + (i % 16)),
    'a passphrase': Buffer.from('correct horse battery staple 123').toString('base64'),
    'hex digits': Buffer.from(randomBytes(16).toString('hex')).toString('base64'),
    'lines of text': Buffer.from('correct horse\nbattery staple 12\n').toString('base64'),
    'few different bytes': bytes((i) => (i * i * 37 + (i >> 2)) % 11),
    'mostly zeros': bytes((i) => (i < 14 ? 0x80 + 9 * i * i : 0)),
  })) {
    it(`is refused if it is ${name}`, () => {
      assert.equal(refusalOf(text).code, 'vault.key_weak');
    });
  }

  it('is in no error', () => {
    for (const text of [
      bytes(() => 0xa7),
      Buffer.from('x'.repeat(32)).toString('base64'),
      `${newKeyText()} `,
    ]) {
      const error = refusalOf(text);
      const all = inspect(error, { showHidden: true, depth: 9 });
      assert.equal(all.includes(text.slice(0, 12)), false);
      assert.equal('cause' in error, false);
    }
  });

  it('is shown by neither JSON nor the console, nor is it in the keyring', async () => {
    const text = newKeyText();
    const raw = Buffer.from(text, 'base64');
    const key = parseVaultKey(text);
    const keyring = await createKeyring({ current: key });
    const shown = [key, keyring].flatMap((one) => [
      JSON.stringify(one),
      inspect(one, { showHidden: true, depth: 9, getters: true }),
    ]);
    for (const form of [text, raw.toString('hex'), raw.toString('base64url')]) {
      for (const output of shown) assert.equal(output.includes(form), false);
    }
    assert.deepEqual(Reflect.ownKeys(keyring), ['currentKid', 'kids']);
    assert.ok(Object.isFrozen(keyring) && Object.isFrozen(keyring.kids));
  });
});
