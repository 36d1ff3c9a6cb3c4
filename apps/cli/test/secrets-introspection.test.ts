import assert from 'node:assert/strict';
import { test } from 'node:test';
import { introspectionSecretOf } from '@genie-helper/environment';
import type { World } from '../src/cli-context.ts';
import { runProgram } from '../src/program.ts';

async function run(variables: Record<string, string>) {
  const out: string[] = [];
  const err: string[] = [];
  const world = {
    projectDir: '/nonexistent',
    variables,
    stdout: { write: (text: string) => out.push(text) > 0 },
    stderr: { write: (text: string) => err.push(text) > 0 },
  } as unknown as World;
  const code = await runProgram(['secrets', 'introspection'], world);
  return { code, out: out.join(''), err: err.join('') };
}

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
