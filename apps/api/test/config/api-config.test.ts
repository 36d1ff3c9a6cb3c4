import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { EnvironmentError } from '@genie-helper/environment';
import { readApiConfig } from '../../src/config/api-config.ts';

const newKey = () => randomBytes(32).toString('base64');

function problemsOf(texts: Record<string, string>): string[] {
  try {
    readApiConfig(texts);
  } catch (error) {
    assert.ok(error instanceof EnvironmentError);
    return error.problems.map(({ name, message }) => {
      assert.ok(message.startsWith(name));
      for (const value of Object.values(texts)) {
        for (const key of value.split(',').filter((text) => text !== '')) {
          assert.equal(message.includes(key), false);
        }
      }
      return name;
    });
  }
  return [];
}

test('without keys there is no vault', () => {
  assert.equal(readApiConfig({}).vaultKeys, undefined);
});

test('reads the current key and the older ones, in order', () => {
  const [current, one, two] = [newKey(), newKey(), newKey()];
  const { vaultKeys } = readApiConfig({
    CREDENTIALS_ENC_KEY_B64: current,
    CREDENTIALS_ENC_KEYS_PREVIOUS_B64: `${one},${two}`,
  });
  const texts = [vaultKeys?.current, ...(vaultKeys?.previous ?? [])].map((key) =>
    key?.export().toString('base64'),
  );
  assert.deepEqual(texts, [current, one, two]);
});

const zeros = Buffer.alloc(32).toString('base64');
const key = newKey();

for (const [what, current, previous, expected] of [
  ['a key of 31 bytes', randomBytes(31).toString('base64'), undefined, 'CREDENTIALS_ENC_KEY_B64'],
  ['a key in another alphabet', '_'.repeat(43), undefined, 'CREDENTIALS_ENC_KEY_B64'],
  ['a weak key', zeros, undefined, 'CREDENTIALS_ENC_KEY_B64'],
  ['a weak older key', key, zeros, 'CREDENTIALS_ENC_KEYS_PREVIOUS_B64'],
  ['a malformed older key', key, `${newKey()},x`, 'CREDENTIALS_ENC_KEYS_PREVIOUS_B64'],
  ['the current key among the older ones', key, key, 'CREDENTIALS_ENC_KEYS_PREVIOUS_B64'],
  ['older keys without a current one', '', newKey(), 'CREDENTIALS_ENC_KEY_B64'],
] as const) {
  test(`${what} stops the start and names the variable, not the key`, () => {
    const texts = {
      CREDENTIALS_ENC_KEY_B64: current,
      ...(previous === undefined ? {} : { CREDENTIALS_ENC_KEYS_PREVIOUS_B64: previous }),
    };
    assert.deepEqual([...new Set(problemsOf(texts))], [expected]);
  });
}

test('problems of the keys and of the HTTPS files are told together', () => {
  const texts = {
    CREDENTIALS_ENC_KEY_B64: zeros,
    ENABLE_HTTPS: 'true',
    HTTPS_CERT_PATH: '/nowhere/cert.pem',
    HTTPS_KEY_PATH: '/nowhere/key.pem',
  };
  assert.deepEqual(problemsOf(texts), [
    'HTTPS_CERT_PATH',
    'HTTPS_KEY_PATH',
    'CREDENTIALS_ENC_KEY_B64',
  ]);
});
