import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import fc from '../../../test/support/properties.ts';
import {
  type CredentialRow,
  createKeyring,
  credentialRecord,
  type Keyring,
  open,
  parseVaultKey,
  rewrap,
  seal,
  VaultError,
  type VaultRecord,
} from '../src/index.ts';
import { newKeyText } from './support/keys.ts';

let keyring: Keyring;
before(async () => {
  keyring = await createKeyring({ current: parseVaultKey(newKeyText()) });
});
const value = { password: 'p' };
const place = { collection: 'c', id: 'i', owner: 'o' };

/** Whether it opens; a header that names another key than ours doesn't either. */
const opens = (record: VaultRecord, ciphertext: string) =>
  open(keyring, record, ciphertext).then(
    () => true,
    (error: unknown) => {
      assert.ok(error instanceof VaultError);
      assert.match(error.code, /^vault\.(unopenable|unknown_key)$/);
      return false;
    },
  );

const part = fc.string({ unit: 'grapheme', maxLength: 20 }).filter((text) => text.isWellFormed());
const boundValue = fc.oneof(part, fc.integer(), fc.constant(null));
const bound = fc.dictionary(
  part.filter((name) => name !== ''),
  boundValue,
  { minKeys: 1, maxKeys: 4 },
);
/** As a number and as its digits, a value is the same. */
const spelled = (values: Record<string, string | number | null>) =>
  JSON.stringify(
    Object.keys(values)
      .sort()
      .map((name) => [name, values[name] === null ? null : String(values[name])]),
  );

describe('what is bound beside the record', () => {
  test('opens the ciphertext where it is the same, and nothing else does', async () => {
    await fc.assert(
      fc.asyncProperty(bound, bound, async (sealedFor, found) => {
        const ciphertext = await seal(keyring, { ...place, bound: sealedFor }, value);
        assert.deepEqual(
          (await open(keyring, { ...place, bound: { ...sealedFor } }, ciphertext)).value,
          value,
        );
        const isSame = spelled(sealedFor) === spelled(found);
        assert.equal(await opens({ ...place, bound: found }, ciphertext), isSame);
      }),
      { numRuns: 300 },
    );
  });

  test('can be neither left out nor put in', async () => {
    const [with_, without] = [{ ...place, bound: { a: 'b' } }, place];
    assert.equal(await opens(without, await seal(keyring, with_, value)), false);
    // An envelope of before anything was bound opens, and isn't current.
    const before = await seal(keyring, without, value);
    assert.equal((await open(keyring, with_, before)).isCurrent, false);
    assert.equal((await open(keyring, without, before)).isCurrent, true);
  });

  test('tells names, values and null apart, whatever they are made of', async () => {
    const all: Record<string, string | null>[] = [
      { a: 'b', c: 'd' },
      { a: 'b&c=d' },
      { 'a=b&c': 'd' },
      { a: null, c: 'd' },
      { a: '', c: 'd' },
      { a: 'null', c: 'd' },
      { a: '%00', c: 'd' },
      { a: '\0', c: 'd' },
    ];
    for (const [index, sealedFor] of all.entries()) {
      const ciphertext = await seal(keyring, { ...place, bound: sealedFor }, value);
      for (const [other, found] of all.entries()) {
        assert.equal(await opens({ ...place, bound: found }, ciphertext), index === other);
      }
    }
  });

  test('is refused where it is nothing, or neither text nor whole number', async () => {
    for (const odd of [{}, { a: 1.5 }, { a: Number.NaN }, { a: undefined }, { a: '\ud800' }]) {
      await assert.rejects(
        seal(keyring, { ...place, bound: odd as never }, value),
        (error) => error instanceof VaultError && error.code === 'vault.record_invalid',
      );
    }
  });

  test('comes into an older envelope by rewrap, for good', async () => {
    const before = await seal(keyring, place, value);
    const after = await rewrap(keyring, { ...place, bound: { version: 3 } }, before);
    assert.equal(await opens({ ...place, bound: { version: 3 } }, after), true);
    assert.equal(await opens({ ...place, bound: { version: 4 } }, after), false);
    assert.equal(await opens(place, after), false);
  });

  test('survives no flipped character of its header', async () => {
    const record = { ...place, bound: { expires: null, platform: 'x', version: 7 } };
    const ciphertext = await seal(keyring, record, value);
    const [header = '', ...rest] = ciphertext.split('.');
    for (let at = 0; at < header.length; at += 1) {
      const other = header[at] === 'A' ? 'B' : 'A';
      const changed = [header.slice(0, at) + other + header.slice(at + 1), ...rest].join('.');
      assert.equal(await opens(record, changed), false);
    }
  });
});

describe('a stored credential', () => {
  const session: CredentialRow = {
    collection: 'platform_sessions',
    id: 's',
    user: 'mia',
    version: 2,
    connection: 'k',
    platform: 'onlyfans',
    expiresAt: '2026-05-01T00:00:00.000Z',
  };

  test('does not open for another connection, platform, expiry or version', async () => {
    const ciphertext = await seal(keyring, credentialRecord(session), value);
    const same = { ...session, expiresAt: '2026-05-01T02:00:00+02:00' };
    assert.equal(await opens(credentialRecord(same), ciphertext), true);
    for (const changed of [
      { connection: 'l' },
      { platform: 'fansly' },
      { expiresAt: '2027-05-01T00:00:00.000Z' },
      { expiresAt: null },
      { version: 1 },
      { user: 'zoe' },
    ]) {
      const record = credentialRecord({ ...session, ...changed });
      assert.equal(await opens(record, ciphertext), false, JSON.stringify(changed));
    }
  });
});
