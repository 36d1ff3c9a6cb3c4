import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { createKeyring } from '../../src/two-factor/keyring.ts';

const [one, other] = [randomBytes(32), randomBytes(32)];
const owner = { userId: randomUUID(), state: 'on' } as const;

test('opens what it sealed for the same user and state, and for no other', () => {
  const keyring = createKeyring({ guardKey: one });
  const sealed = keyring.seal('a secret', owner);
  assert.ok(!sealed.includes('secret'));
  assert.equal(keyring.open(sealed, owner), 'a secret');
  assert.notEqual(keyring.seal('a secret', owner), sealed);
  assert.equal(keyring.open(sealed, { ...owner, userId: randomUUID() }), undefined);
  assert.equal(keyring.open(sealed, { ...owner, state: 'pending' }), undefined);
});

test('opens nothing that was changed, cut or lengthened', () => {
  const keyring = createKeyring({ guardKey: one });
  const sealed = keyring.seal('a secret', owner);
  for (let index = 0; index < sealed.length; index += 1) {
    const letter = sealed[index] === 'A' ? 'Q' : 'A';
    const changed = `${sealed.slice(0, index)}${letter}${sealed.slice(index + 1)}`;
    // The last letters of a part may carry bits that mean nothing.
    const isSame = keyring.open(changed, owner);
    if (isSame !== undefined) assert.equal(isSame, 'a secret');
    assert.equal(keyring.open(sealed.slice(0, index), owner), undefined);
  }
  // A tag of four bytes is enough for the cipher itself.
  assert.equal(keyring.open(sealed.slice(0, -16), owner), undefined);
});

test('opens with the key of before, and seals with the one of now', () => {
  const before = createKeyring({ guardKey: one });
  const sealed = before.seal('a secret', owner);
  const during = createKeyring({ guardKey: other, previousGuardKey: one });
  assert.equal(during.open(sealed, owner), 'a secret');
  const anew = during.seal('a secret', owner);
  assert.ok(anew.startsWith(during.currentPrefix ?? '-'));
  assert.equal(before.open(anew, owner), undefined);
  const afterwards = createKeyring({ guardKey: other });
  assert.equal(afterwards.open(sealed, owner), undefined);
});

test('without a key it seals nothing', () => {
  const keyring = createKeyring({});
  assert.equal(keyring.canSeal, false);
  assert.throws(() => keyring.seal('a secret', owner), /GUARD_KEY/);
});
