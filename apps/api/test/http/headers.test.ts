import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressOf } from '../../src/http/headers.ts';

test('an address is given on as it is, and of any other text as much as a log holds', () => {
  for (const address of ['192.0.2.10', '2001:db8::1', '::ffff:192.0.2.10']) {
    assert.equal(addressOf(address), address);
  }
  assert.equal(addressOf('1'.repeat(10_000)).length, 64);
});
