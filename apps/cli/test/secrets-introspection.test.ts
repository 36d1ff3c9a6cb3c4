import assert from 'node:assert/strict';
import { test } from 'node:test';
import { introspectionSecretOf } from '@genie-helper/environment';
import { runInProcess } from './support/run-in-process.ts';

const run = (variables: Record<string, string>) =>
  runInProcess(['secrets', 'introspection', '--dir', '/nonexistent'], { variables });

const shared = 'shared-secret-of-this-test-only-0123';

test('prints the derived secrets, as Directus reads them, and never the shared ones', async () => {
  const { code, out } = await run({
    RBAC_SYNC_WEBHOOK_SECRET: shared,
    RBAC_SYNC_WEBHOOK_SECRET_PREVIOUS: `${shared}-old`,
  });
  assert.equal(code, 0);
  assert.deepEqual(out.trim().split('\n'), [
    `GENIE_INTROSPECTION_SECRET=string:${introspectionSecretOf(shared)}`,
    `GENIE_INTROSPECTION_SECRET_PREVIOUS=string:${introspectionSecretOf(`${shared}-old`)}`,
  ]);
  assert.ok(!out.includes(shared));
});

test('says which variable is missing, and exits with 1', async () => {
  const { code, out, err } = await run({});
  assert.equal(code, 1);
  assert.equal(out, '');
  assert.match(err, /^RBAC_SYNC_WEBHOOK_SECRET is not set/);
});
