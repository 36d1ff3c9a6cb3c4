import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from '../../../test/support/properties.ts';
import {
  type JsonObject,
  maxCiphertextCharacters,
  maxValueBytes,
  open,
  rewrap,
  seal,
} from '../src/index.ts';
import { newKeyring } from './support/keys.ts';
import { errorOf, record } from './support/refusals.ts';

const nested = (depth: number): JsonObject => {
  let value: JsonObject = {};
  for (let level = 1; level < depth; level += 1) value = { a: value };
  return value;
};

/** A value whose JSON has exactly so many bytes. */
const ofBytes = (bytes: number): JsonObject => ({ a: 'x'.repeat(bytes - '{"a":""}'.length) });

describe('a value', () => {
  it('comes back as it was, whatever JSON it is', async () => {
    const keyring = await newKeyring();
    const names = fc.string({ unit: 'binary' });
    const values = fc.dictionary(names, fc.jsonValue({ stringUnit: 'binary' }));
    await fc.assert(
      fc.asyncProperty(values, async (generated) => {
        // Through JSON first, as a request's body comes; this also turns -0 into 0.
        const value: JsonObject = JSON.parse(JSON.stringify(generated));
        const envelope = await seal(keyring, record, value);
        assert.match(envelope, /^[\w-]+(\.[\w-]+){4}$/);
        assert.deepStrictEqual((await open(keyring, record, envelope)).value, value);
        const again = await rewrap(keyring, record, envelope);
        assert.deepStrictEqual((await open(keyring, record, again)).value, value);
      }),
      { numRuns: 500 },
    );
  });

  it('comes back with any text: zeros, surrogates alone, byte order marks, escapes', async () => {
    const keyring = await newKeyring();
    const value = {
      '': '',
      zero: '\u0000',
      alone: '\ud800 \udfff',
      mark: '\ufeff',
      '\ufeff': 1,
      lines: '\u2028\u2029\r\n\t',
      emoji: '👩🏽‍🚀',
      quotes: '"\\/',
      number: 1.7976931348623157e308,
      small: 5e-324,
    };
    const { value: back } = await open(keyring, record, await seal(keyring, record, value));
    assert.deepStrictEqual(back, value);
  });

  it('comes back with __proto__, constructor and toJSON as plain keys, polluting nothing', async () => {
    const keyring = await newKeyring();
    const text = '{"__proto__":{"polluted":true},"constructor":{"prototype":1},"toJSON":"x"}';
    const { value } = await open(keyring, record, await seal(keyring, record, JSON.parse(text)));
    assert.equal(JSON.stringify(value), text);
    assert.equal(Object.getPrototypeOf(value), Object.prototype);
    assert.equal('polluted' in value, false);
    assert.equal('polluted' in {}, false);
  });

  it('is sealed as it is at the call, whatever happens to it afterwards', async () => {
    const keyring = await newKeyring();
    const value = { secret: 'before' };
    const sealing = seal(keyring, record, value);
    value.secret = 'after';
    assert.deepEqual((await open(keyring, record, await sealing)).value, { secret: 'before' });
  });

  it('is not to be seen in its ciphertext, and never gives the same ciphertext twice', async () => {
    const keyring = await newKeyring();
    const secret = 'correct-horse-battery-staple';
    const seen = new Set<string>();
    for (let run = 0; run < 200; run += 1) {
      const envelope = await seal(keyring, record, { secret });
      for (const [index, part] of envelope.split('.').entries()) {
        assert.equal(Buffer.from(part, 'base64url').includes(secret), false);
        if (index === 0) continue;
        assert.equal(seen.has(part), false);
        seen.add(part);
      }
    }
  });

  it('may have 256 levels and is refused with 257, or with very many', async () => {
    const keyring = await newKeyring();
    const value = nested(256);
    assert.deepEqual(
      (await open(keyring, record, await seal(keyring, record, value))).value,
      value,
    );
    for (const depth of [257, 100_000]) {
      const { code } = await errorOf(() => seal(keyring, record, nested(depth)));
      assert.equal(code, 'vault.value_invalid');
    }
  });

  it('may have the largest size under the longest header, and is refused with a byte more', async () => {
    const keyring = await newKeyring();
    const longest = '\uffff'.repeat(255);
    const of = { collection: longest, id: longest, owner: longest };
    const value = ofBytes(maxValueBytes);
    const envelope = await seal(keyring, of, value);
    assert.ok(envelope.length <= maxCiphertextCharacters);
    assert.deepEqual((await open(keyring, of, envelope)).value, value);
    for (const large of [ofBytes(maxValueBytes + 1), { a: '€'.repeat(maxValueBytes / 3) }]) {
      const { code } = await errorOf(() => seal(keyring, of, large));
      assert.equal(code, 'vault.value_too_large');
    }
  });

  it('is refused if JSON would lose any of it', async () => {
    const keyring = await newKeyring();
    const cycle: Record<string, unknown> = {};
    cycle.cycle = cycle;
    for (const value of [
      undefined,
      null,
      'text',
      7,
      [],
      [{}],
      () => 1,
      new Date(),
      new Map(),
      Buffer.from('x'),
      Object.create({ inherited: 1 }),
      { a: undefined },
      { a: [undefined] },
      { a: new Array(3) },
      { a: Number.NaN },
      { a: Number.POSITIVE_INFINITY },
      { a: 1n },
      { a: Symbol('a') },
      { a: () => 1 },
      { a: new Date() },
      { a: new Uint8Array(3) },
      { toJSON: () => ({}) },
      cycle,
    ]) {
      const { code } = await errorOf(() => seal(keyring, record, value as unknown as JsonObject));
      assert.equal(code, 'vault.value_invalid');
    }
  });
});
