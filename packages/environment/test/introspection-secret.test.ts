import assert from 'node:assert/strict';
import { test } from 'node:test';
import { introspectionSecretOf } from '../src/index.ts';

test('is the same for the same shared secret and another for another', () => {
  const one = introspectionSecretOf('a'.repeat(32));
  assert.equal(one, introspectionSecretOf('a'.repeat(32)));
  assert.notEqual(one, introspectionSecretOf(`${'a'.repeat(31)}b`));
  assert.match(one, /^[A-Za-z0-9_-]{43}$/);
});
