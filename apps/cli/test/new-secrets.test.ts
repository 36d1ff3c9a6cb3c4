import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseEnv } from 'node:util';
import { parseEnvironment } from '@genie-helper/environment';
import { parseVaultKey } from '@genie-helper/vault';
import { runInProcess } from './support/run-in-process.ts';

const run = (...args: string[]) => runInProcess(['secrets', 'new', ...args]);

const kinds = {
  'master-key': 'CREDENTIALS_ENC_KEY_B64',
  'shared-secret': 'RBAC_SYNC_WEBHOOK_SECRET',
  'admin-token': 'DIRECTUS_ADMIN_TOKEN',
  'directus-secret': 'SECRET',
  'guard-key': 'GUARD_KEY',
};

for (const [kind, name] of Object.entries(kinds)) {
  test(`makes a new ${kind} that the product takes, and says nothing of it on stderr`, async () => {
    const [first, second] = [await run(kind), await run(kind)];
    assert.equal(first.code, 0);
    const variables = parseEnv(first.out);
    assert.deepEqual(Object.keys(variables), [name]);
    assert.equal(first.out, `${name}=${variables[name]}\n`);
    assert.doesNotThrow(() => parseEnvironment(variables));
    assert.notEqual(first.out, second.out);
    assert.equal(first.err, second.err);
    assert.ok(!first.err.includes(String(variables[name])));
    assert.match(first.err, new RegExp(`docs/runbooks/rotate-${kind}\\.md`));
  });
}

test('makes all five where none is named; the key is one that the vault takes', async () => {
  const { code, out } = await run();
  assert.equal(code, 0);
  const variables = parseEnv(out);
  assert.deepEqual(Object.keys(variables).sort(), Object.values(kinds).sort());
  assert.doesNotThrow(() => parseVaultKey(String(variables.CREDENTIALS_ENC_KEY_B64)));
});

test('refuses a kind that it does not know, with nothing on stdout', async () => {
  const { code, out } = await run('password');
  assert.notEqual(code, 0);
  assert.equal(out, '');
});
