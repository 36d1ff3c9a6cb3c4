import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import fc from '../../../test/support/properties.ts';
import { encodeHeader, openBytes } from '../src/envelope.ts';
import {
  createKeyring,
  keyIdOf,
  open,
  parseVaultKey,
  seal,
  type VaultRecord,
} from '../src/index.ts';
import { encodeRecord } from '../src/vault-record.ts';
import { newKeyring, newKeyText, sealLegacyV1, vectorKey } from './support/keys.ts';
import {
  assertUnopenable,
  bitFlipsOf,
  errorOf,
  record,
  truncationsOf,
} from './support/refusals.ts';

const value = { username: 'ada', password: 'correct horse battery staple' };
const fewestCases = 10_000;

describe('a changed ciphertext', () => {
  let cases = 0;
  after(() => {
    assert.ok(cases >= fewestCases, `only ${cases} cases`);
  });

  it('never opens after the flip of any one bit of an envelope', async () => {
    const keyring = await newKeyring();
    const envelope = await seal(keyring, record, value);
    let namingAnotherKey = 0;
    for (const flipped of bitFlipsOf(envelope)) {
      const { code } = await errorOf(() => open(keyring, record, flipped));
      if (code === 'vault.unknown_key') {
        // Only a header that is right in all but its key's id is told apart.
        assert.notEqual(keyIdOf(flipped), keyring.currentKid);
        namingAnotherKey += 1;
      } else {
        assert.equal(code, 'vault.unopenable');
      }
      cases += 1;
    }
    assert.ok(namingAnotherKey < 43 * 8);
  });

  it('never opens with any character of an envelope missing, cut off or put in', async () => {
    const keyring = await newKeyring();
    const envelope = await seal(keyring, record, value);
    for (const shorter of truncationsOf(envelope)) {
      await assertUnopenable(keyring, record, shorter);
      cases += 1;
    }
    for (let at = 0; at <= envelope.length; at += 1) {
      for (const extra of ['A', '.', '=', ' ', '\n']) {
        const longer = envelope.slice(0, at) + extra + envelope.slice(at);
        // One character more in the kid is no thumbprint, so nothing here names another key.
        await assertUnopenable(keyring, record, longer);
        cases += 1;
      }
    }
  });

  it('never opens after a flip or a cut of the legacy v1 form, bare or as JSON', async () => {
    const text = newKeyText();
    const keyring = await createKeyring({ current: parseVaultKey(text) });
    const bare = sealLegacyV1(text, JSON.stringify(value));
    for (const legacy of [bare, JSON.stringify({ enc: bare })]) {
      assert.deepEqual((await open(keyring, record, legacy)).value, value);
      for (const changed of [...bitFlipsOf(legacy), ...truncationsOf(legacy)]) {
        await assertUnopenable(keyring, record, changed);
        cases += 1;
      }
    }
  });

  it('never opens with a part of another envelope of the same record, key and value', async () => {
    const keyring = await newKeyring();
    const one = (await seal(keyring, record, value)).split('.');
    const other = (await seal(keyring, record, value)).split('.');
    for (let mask = 1; mask < 31; mask += 1) {
      const mixed = one.map((part, index) => (mask & (1 << index) ? other[index] : part));
      // The headers are equal, so a mix of nothing but the header is the first or second envelope itself.
      const foreign = mixed.slice(1).filter((part, index) => part === other[index + 1]).length;
      if (foreign === 0 || foreign === 4) continue;
      await assertUnopenable(keyring, record, mixed.join('.'));
      cases += 1;
    }
  });
});

describe('a ciphertext at the wrong place', () => {
  const part = fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' });
  const records = fc.record({ collection: part, id: part, owner: part });

  it('never opens for another record, in any of its parts', async () => {
    const keyring = await newKeyring();
    await fc.assert(
      fc.asyncProperty(records, records, async (one, other) => {
        fc.pre(JSON.stringify(one) !== JSON.stringify(other));
        const envelope = await seal(keyring, one, value);
        assert.deepEqual((await open(keyring, one, envelope)).value, value);
        await assertUnopenable(keyring, other, envelope);
        for (const name of ['collection', 'id', 'owner'] as const) {
          if (one[name] === other[name]) continue;
          await assertUnopenable(keyring, { ...one, [name]: other[name] }, envelope);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('never opens where the parts run together in another way', async () => {
    const keyring = await newKeyring();
    const alike: VaultRecord[] = [
      { collection: 'a', id: 'b', owner: 'c/d' },
      { collection: 'a', id: 'b/c', owner: 'd' },
      { collection: 'a/b', id: 'c', owner: 'd' },
      { collection: 'a%2Fb', id: 'c', owner: 'd' },
      { collection: 'a', id: 'b%2Fc', owner: 'd' },
      { collection: 'a', id: 'b', owner: 'c%2Fd' },
      { collection: 'a', id: 'b', owner: 'c%2fd' },
      { collection: 'a', id: 'b', owner: 'c' },
      { collection: 'A', id: 'b', owner: 'c' },
      { collection: 'a', id: 'c', owner: 'b' },
      { collection: 'b', id: 'a', owner: 'c' },
      { collection: 'a', id: 'b', owner: 'é' },
      { collection: 'a', id: 'b', owner: 'e\u0301' },
      { collection: 'a', id: 'b', owner: 'c ' },
      { collection: 'a', id: '1', owner: 'c' },
      { collection: 'a', id: '01', owner: 'c' },
    ];
    for (const one of alike) {
      const envelope = await seal(keyring, one, value);
      for (const other of alike) {
        if (other === one) await open(keyring, other, envelope);
        else await assertUnopenable(keyring, other, envelope);
      }
    }
  });

  it('never opens with the header of the record it was moved to', async () => {
    const keyring = await newKeyring();
    const theirs = { ...record, owner: 'somebody-else' };
    const [header = '', ...sealed] = (await seal(keyring, record, value)).split('.');
    const [theirHeader = ''] = (await seal(keyring, theirs, value)).split('.');
    const forged = [theirHeader, ...sealed].join('.');
    await assertUnopenable(keyring, theirs, forged);
    // And a header that was exchanged doesn't go unnoticed where the rest would fit.
    await assertUnopenable(keyring, record, forged);
    assert.deepEqual((await open(keyring, record, [header, ...sealed].join('.'))).value, value);
  });

  it('fails in the decryption itself, not only in a comparison', async () => {
    const text = newKeyText();
    const keyring = await createKeyring({ current: parseVaultKey(text) });
    const { wrapping } = await vectorKey(Buffer.from(text, 'base64'));
    const envelope = await seal(keyring, record, value);
    const [ours = ''] = envelope.split('.');
    const sealed = envelope.slice(ours.length);
    assert.notEqual(await openBytes(wrapping, ours, sealed), undefined);
    for (const other of ['a/b/c', `${encodeRecord(record)}x`]) {
      const theirs = encodeHeader(keyring.currentKid, { record: other, bound: undefined });
      assert.equal(await openBytes(wrapping, theirs, sealed), undefined);
    }
  });

  it('never opens under another key, whether it names that key or its own', async () => {
    const [textA, textB] = [newKeyText(), newKeyText()];
    const [a, b] = [parseVaultKey(textA), parseVaultKey(textB)];
    const both = await createKeyring({ current: a, previous: [b] });
    const onlyB = await createKeyring({ current: b });
    const [headerB = ''] = (await seal(onlyB, record, value)).split('.');
    for (let run = 0; run < 100; run += 1) {
      const [, ...sealed] = (await seal(both, record, value)).split('.');
      await assertUnopenable(both, record, [headerB, ...sealed].join('.'));
      await assertUnopenable(onlyB, record, [headerB, ...sealed].join('.'));
    }
    await assertUnopenable(onlyB, record, sealLegacyV1(textA, JSON.stringify(value)));
  });
});
