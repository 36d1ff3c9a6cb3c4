import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readLimits } from '../src/limits.ts';

test('allows ten failures an account and sixty an address in a minute by default', () => {
  assert.deepEqual(readLimits({}), {
    accountFailures: 10,
    addressFailures: 60,
    windowMs: 60_000,
    maxTracked: 20_000,
  });
});

test('refuses a value that is no whole number of at least 1, naming its variable', () => {
  for (const value of [0, -1, 1.5, 'ten', '', true, Number.NaN]) {
    for (const name of ['ACCOUNT_FAILURES', 'ADDRESS_FAILURES', 'WINDOW_SECONDS', 'MAX_TRACKED']) {
      assert.throws(() => readLimits({ [`LOGIN_LIMIT_${name}`]: value }), {
        message: `LOGIN_LIMIT_${name} must be a whole number of at least 1.`,
      });
    }
  }
});
