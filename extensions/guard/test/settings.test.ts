import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSharedSecrets } from '../src/shared/secrets.ts';
import { readLoginLimits } from '../src/shared/settings.ts';

test('has the limits by default that the reference states', () => {
  assert.deepEqual(readLoginLimits({}), {
    accountFailures: 10,
    addressFailures: 60,
    accountSuccesses: 30,
    addressSuccesses: 240,
    userSessions: 100,
    windowMs: 60_000,
    maxTracked: 20_000,
  });
});

const names = [
  'ACCOUNT_FAILURES',
  'ADDRESS_FAILURES',
  'ACCOUNT_SUCCESSES',
  'ADDRESS_SUCCESSES',
  'USER_SESSIONS',
  'WINDOW_SECONDS',
  'MAX_TRACKED',
];

test('refuses a value that is no whole number of at least 1, naming its variable', () => {
  for (const value of [0, -1, 1.5, 'ten', '', true, Number.NaN]) {
    for (const name of names) {
      assert.throws(() => readLoginLimits({ [`LOGIN_LIMIT_${name}`]: value }), {
        message: `LOGIN_LIMIT_${name} must be a whole number of at least 1.`,
      });
    }
  }
});

test('takes the shared secret and the one before it, and none without the first', () => {
  const [one, two] = ['a'.repeat(32), 'b'.repeat(32)];
  const secrets = (current: unknown, previous?: unknown) =>
    readSharedSecrets({
      GENIE_INTROSPECTION_SECRET: current,
      GENIE_INTROSPECTION_SECRET_PREVIOUS: previous,
    });
  assert.deepEqual(secrets(one), [one]);
  assert.deepEqual(secrets(one, two), [one, two]);
  assert.deepEqual(secrets('', two), []);
  assert.throws(() => secrets('short'), /GENIE_INTROSPECTION_SECRET must be/);
  assert.throws(() => secrets(one, 'short'), /GENIE_INTROSPECTION_SECRET_PREVIOUS must be/);
});
