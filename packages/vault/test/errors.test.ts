import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import {
  createKeyring,
  open,
  parseVaultKey,
  rewrap,
  seal,
  UnknownKeyError,
  type VaultRecord,
} from '../src/index.ts';
import { newKey, newKeyring, newKeyText, sealLegacyV1 } from './support/keys.ts';
import { errorOf, record } from './support/refusals.ts';

const secret = 'hunter2-hunter2-hunter2';

/** One ciphertext for every reason not to open it, with the record it's asked for. */
async function unopenables() {
  const [text, otherText] = [newKeyText(), newKeyText()];
  const [key, otherKey] = [parseVaultKey(text), parseVaultKey(otherText)];
  const keyring = await createKeyring({ current: key, previous: [otherKey] });
  const otherKeyring = await createKeyring({ current: otherKey });
  const good = (await seal(keyring, record, { secret })).split('.');
  const [otherHeader = ''] = (await seal(otherKeyring, record, { secret })).split('.');
  const flip = (index: number) => {
    const part = good[index] ?? '';
    return good.with(index, (part.startsWith('A') ? 'B' : 'A') + part.slice(1)).join('.');
  };
  const foreign: VaultRecord = { ...record, owner: 'somebody-else' };
  const cases: [string, VaultRecord, string][] = [
    ['wrapped key changed', record, flip(1)],
    ['IV changed', record, flip(2)],
    ['ciphertext changed', record, flip(3)],
    ['tag changed', record, flip(4)],
    ['header changed', record, flip(0)],
    ['wrong record', foreign, good.join('.')],
    ['wrong key', record, good.with(0, otherHeader).join('.')],
    ['legacy v1 form, wrong key', record, sealLegacyV1(newKeyText(), JSON.stringify({ secret }))],
    ['legacy v1 form, not an object', record, sealLegacyV1(text, secret)],
    ['garbage', record, secret],
    ['nothing', record, ''],
  ];
  return { keyring, cases };
}

describe('errors', () => {
  it('are the same whatever the reason, down to properties and stack', async () => {
    const { keyring, cases } = await unopenables();
    const seen = new Map<string, string[]>();
    for (const [name, of, ciphertext] of cases) {
      const error = await errorOf(() => open(keyring, of, ciphertext));
      assert.deepEqual(Object.keys(error), ['name', 'code'], name);
      assert.equal('cause' in error, false, name);
      const form = inspect(error, { showHidden: true, depth: 9 });
      seen.set(form, [...(seen.get(form) ?? []), name]);
    }
    assert.equal(seen.size, 1, inspect(seen));
  });

  it('are the same from rewrap', async () => {
    const { keyring, cases } = await unopenables();
    const forms = new Set<string>();
    for (const [, of, ciphertext] of cases) {
      forms.add(inspect(await errorOf(() => rewrap(keyring, of, ciphertext)), { depth: 9 }));
    }
    assert.equal(forms.size, 1);
  });

  it('hold no plaintext, ciphertext or record', async () => {
    const { keyring, cases } = await unopenables();
    for (const [, of, ciphertext] of cases) {
      const text = inspect(await errorOf(() => open(keyring, of, ciphertext)), { depth: 9 });
      for (const piece of [secret, of.owner, of.id, ciphertext.slice(-20) || secret]) {
        assert.equal(text.includes(piece), false);
      }
    }
  });

  it('name the missing key and the known ones, if the ciphertext is for this record', async () => {
    const lost = await newKeyring();
    const keyring = await createKeyring({ current: newKey(), previous: [newKey()] });
    const envelope = await seal(lost, record, { secret });
    for (const operation of [open, rewrap]) {
      const error = await errorOf(() => operation(keyring, record, envelope));
      assert.ok(error instanceof UnknownKeyError);
      assert.equal(error.code, 'vault.unknown_key');
      assert.equal(error.kid, lost.currentKid);
      assert.deepEqual(error.knownKids, keyring.kids);
      for (const kid of [lost.currentKid, ...keyring.kids]) {
        assert.ok(error.message.includes(kid));
      }
    }
  });

  it("don't name a missing key for a ciphertext of another record", async () => {
    const envelope = await seal(await newKeyring(), record, { secret });
    const keyring = await newKeyring();
    const error = await errorOf(() => open(keyring, { ...record, id: 'other' }, envelope));
    assert.equal(error.code, 'vault.unopenable');
  });

  it('refuse records that are empty, too long, no text or not Unicode', async () => {
    const keyring = await newKeyring();
    const envelope = await seal(keyring, record, {});
    for (const part of ['', 'x'.repeat(256), '\ud800', 7, null, undefined, ['a']]) {
      for (const name of ['collection', 'id', 'owner']) {
        const bad = { ...record, [name]: part } as VaultRecord;
        for (const operation of [
          () => seal(keyring, bad, {}),
          () => open(keyring, bad, envelope),
          () => rewrap(keyring, bad, envelope),
        ]) {
          assert.equal((await errorOf(operation)).code, 'vault.record_invalid');
        }
      }
    }
  });
});
