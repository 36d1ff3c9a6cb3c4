import assert from 'node:assert/strict';
import { test } from 'node:test';
import { guardTables } from '@genie-helper/guard-protocol';
import { readSharedSecrets } from '../src/shared/secrets.ts';
import { readLoginLimits, readSettings } from '../src/shared/settings.ts';

/**
 * What Directus's environment has. A start reads it first, and what is thrown here ends it: 'refuses to run without the
 * login limit' of `directus/test/process.test.ts`.
 */
const env = {
  SECRET: 'c'.repeat(32),
  DB_EXCLUDE_TABLES: ['spatial_ref_sys', ...guardTables],
  GENIE_INTROSPECTION_SECRET: 'a'.repeat(32),
};

test('refuses an environment in which its tables would be readable through the API', () => {
  assert.deepEqual(readSettings(env).sharedSecrets, [env.GENIE_INTROSPECTION_SECRET]);
  const few = ['spatial_ref_sys', 'genie_access_sessions'];
  for (const DB_EXCLUDE_TABLES of [few, few.join(','), undefined]) {
    assert.throws(
      () => readSettings({ ...env, DB_EXCLUDE_TABLES }),
      /must contain (genie_access_sessions and )?genie_rotated_tokens and genie_rights_version/,
    );
  }
});

test('refuses an environment with an introspection secret that can be guessed', () => {
  assert.throws(
    () => readSettings({ ...env, GENIE_INTROSPECTION_SECRET: 'too-short' }),
    /GENIE_INTROSPECTION_SECRET must be a text of at least 32/,
  );
});

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
