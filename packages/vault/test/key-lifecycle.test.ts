import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import {
  createKeyring,
  type Keyring,
  keyIdOf,
  open,
  parseVaultKey,
  rewrap,
  seal,
  VaultKeyError,
} from '../src/index.ts';
import { newKey, newKeyring, newKeyText, sealLegacyV1 } from './support/keys.ts';
import { errorOf, record } from './support/refusals.ts';

const value = { token: 'tök\u0000en' };

describe('a keyring', () => {
  it('names its keys by RFC 7638, the current one first', async () => {
    const texts = [newKeyText(), newKeyText(), newKeyText()];
    const kids = texts.map((text) => {
      const k = Buffer.from(text, 'base64').toString('base64url');
      return createHash('sha256').update(`{"k":"${k}","kty":"oct"}`).digest('base64url');
    });
    const [current, ...previous] = texts.map(parseVaultKey);
    assert.ok(current);
    const keyring = await createKeyring({ current, previous });
    assert.deepEqual(keyring, { currentKid: kids[0], kids });
  });

  it('refuses the same key twice, as current and previous or among the previous', async () => {
    const text = newKeyText();
    const other = newKey();
    for (const keys of [
      { current: parseVaultKey(text), previous: [parseVaultKey(text)] },
      { current: other, previous: [parseVaultKey(text), newKey(), parseVaultKey(text)] },
    ]) {
      await assert.rejects(createKeyring(keys), (error) => {
        assert.ok(error instanceof VaultKeyError);
        assert.equal(error.code, 'vault.key_duplicate');
        return true;
      });
    }
  });

  it('is made by createKeyring only', async () => {
    const keyring = await newKeyring();
    const copy: Keyring = { ...keyring };
    const envelope = await seal(keyring, record, value);
    await assert.rejects(open(copy, record, envelope), TypeError);
    await assert.rejects(seal(copy, record, value), TypeError);
  });
});

describe('rotation', () => {
  it('goes from A to B, reads what a straggler still seals with A, and then drops A', async () => {
    const [a, b] = [newKey(), newKey()];
    const onA = await createKeyring({ current: a });
    const onBoth = await createKeyring({ current: b, previous: [a] });
    const onB = await createKeyring({ current: b });

    const before = await seal(onA, record, value);
    assert.deepEqual(await open(onBoth, record, before), {
      value,
      keyId: onA.currentKid,
      isCurrent: false,
    });

    const rewrapped = await rewrap(onBoth, record, before);
    assert.equal(keyIdOf(rewrapped), onB.currentKid);
    assert.deepEqual(await open(onB, record, rewrapped), {
      value,
      keyId: onB.currentKid,
      isCurrent: true,
    });

    // A process that hasn't been restarted yet.
    const straggler = await seal(onA, record, { token: 'newer' });
    assert.equal((await open(onBoth, record, straggler)).isCurrent, false);
    assert.equal((await errorOf(() => open(onB, record, straggler))).code, 'vault.unknown_key');
    const caughtUp = await rewrap(onBoth, record, straggler);
    assert.deepEqual((await open(onB, record, caughtUp)).value, { token: 'newer' });

    assert.equal((await errorOf(() => open(onA, record, rewrapped))).code, 'vault.unknown_key');
    assert.equal((await errorOf(() => rewrap(onB, record, before))).code, 'vault.unknown_key');
  });

  it('goes back from B to A as well', async () => {
    const [a, b] = [newKey(), newKey()];
    const onB = await createKeyring({ current: b, previous: [a] });
    const back = await createKeyring({ current: a, previous: [b] });
    const rewrapped = await rewrap(back, record, await seal(onB, record, value));
    assert.equal((await open(back, record, rewrapped)).isCurrent, true);
  });

  it('opens with each of many older keys', async () => {
    const keys = Array.from({ length: 20 }, newKey);
    const sealed = await Promise.all(
      keys.map(async (key) => seal(await createKeyring({ current: key }), record, value)),
    );
    const keyring = await createKeyring({ current: newKey(), previous: keys });
    for (const [index, envelope] of sealed.entries()) {
      const opened = await open(keyring, record, envelope);
      assert.deepEqual(opened, { value, keyId: keyring.kids[index + 1], isCurrent: false });
    }
  });

  it('rewraps to its own record only, and with a new content key each time', async () => {
    const keyring = await newKeyring();
    const envelope = await seal(keyring, record, value);
    const other = { ...record, id: 'other' };
    assert.equal((await errorOf(() => rewrap(keyring, other, envelope))).code, 'vault.unopenable');
    const again = await rewrap(keyring, record, envelope);
    const [header, ...parts] = envelope.split('.');
    const [headerAgain, ...partsAgain] = again.split('.');
    assert.equal(headerAgain, header);
    for (const [index, part] of parts.entries()) assert.notEqual(partsAgain[index], part);
  });

  it('keeps the bytes of a value as they are', async () => {
    const text = newKeyText();
    const keyring = await createKeyring({ current: parseVaultKey(text) });
    const plaintext = '{ "n": 12345678901234567890, "n2": 1.0, "a": 1, "a": 2 }';
    const envelope = await rewrap(keyring, record, sealLegacyV1(text, plaintext));
    assert.equal(
      Buffer.from(envelope.split('.')[3] ?? '', 'base64url').length,
      Buffer.byteLength(plaintext),
    );
  });

  it('is safe to do a thousand times at once, under seals and opens', async () => {
    const [a, b] = [newKey(), newKey()];
    const onA = await createKeyring({ current: a });
    const onBoth = await createKeyring({ current: b, previous: [a] });
    await Promise.all(
      Array.from({ length: 1000 }, async (_, index) => {
        const own = { ...record, id: String(index) };
        const mine = { index, secret: `secret-${index}` };
        const envelope = await seal(index % 2 ? onA : onBoth, own, mine);
        const rewrapped = await rewrap(onBoth, own, envelope);
        assert.deepEqual((await open(onBoth, own, envelope)).value, mine);
        assert.deepEqual((await open(onBoth, own, rewrapped)).value, mine);
        assert.equal(keyIdOf(rewrapped), onBoth.currentKid);
      }),
    );
  });
});
