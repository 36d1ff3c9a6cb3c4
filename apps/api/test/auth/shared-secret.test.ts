import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from '../../../../test/support/properties.ts';
import { createSharedSecretCheck } from '../../src/auth/shared-secret.ts';

const current = 'c'.repeat(40);
const previous = 'p'.repeat(40);

test('accepts the two secrets, and tells them apart', () => {
  const { isSet, check } = createSharedSecretCheck({ current, previous });
  assert.equal(isSet, true);
  assert.equal(check([current]), 'current');
  assert.equal(check([previous]), 'previous');
});

test('the same value in both places is the current secret', () => {
  assert.equal(createSharedSecretCheck({ current, previous: current }).check([current]), 'current');
});

test('refuses everything else', () => {
  const { check } = createSharedSecretCheck({ current, previous: undefined });
  for (const presented of [
    [],
    [''],
    [previous],
    ['undefined'],
    [current, current],
    [`${current} `],
  ]) {
    assert.equal(check(presented), null);
  }
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      assert.equal(check([text]), text === current ? 'current' : null);
    }),
  );
});

test('accepts nothing without a current secret, not even the previous one', () => {
  const { isSet, check } = createSharedSecretCheck({ current: undefined, previous });
  assert.equal(isSet, false);
  for (const presented of [[previous], [''], ['undefined'], []])
    assert.equal(check(presented), null);
});

test('reads a secret outside of ASCII from the bytes of a header', () => {
  const secret = 'ключ-💡-'.repeat(5);
  const { check } = createSharedSecretCheck({ current: secret, previous: undefined });
  assert.equal(check([Buffer.from(secret).toString('latin1')]), 'current');
});
