import assert from 'node:assert/strict';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { leaseDirectus } from '../support/directus-pool.ts';
import { runBlock } from '../support/run-page.ts';
import type { TestDirectus } from '../support/start-directus.ts';

const page = 'runbooks/rotate-admin-token.md';
const newToken = 'test-only-second-admin-token-9c4e1f';
let directus: TestDirectus;
let dir: string;

before(async () => {
  directus = await leaseDirectus();
  dir = await mkdtemp(join(tmpdir(), 'genie-admin-token-'));
  await symlink(directus.settings.dataDir, join(dir, 'data'));
  await writeEnv(directus.adminToken);
  await writeFile(join(dir, 'new-token.env'), `DIRECTUS_ADMIN_TOKEN=${newToken}\n`);
});
after(async () => {
  await directus?.stop();
  await rm(dir, { recursive: true, force: true });
});

const writeEnv = (token: string) =>
  writeFile(join(dir, '.env'), `DIRECTUS_URL=${directus.url}\nDIRECTUS_ADMIN_TOKEN=${token}\n`);
const run = (mark: string) => runBlock(page, mark, { cwd: dir, variables: {} });
const statusFor = async (token: string) =>
  (await directus.admin.request('GET', '/users/me?fields=id', undefined, token)).status;

test('the runbook gives the administrator a new token, and says where the old one is dead', async () => {
  assert.equal((await run('method: "PATCH"')).stdout, 'done\n');
  assert.deepEqual([await statusFor(newToken), await statusFor(directus.adminToken)], [200, 401]);
  assert.equal((await run('method: "PATCH"')).stdout, 'refused: 401\n');
});

test('the runbook puts the token of .env into a stopped SQLite database', async () => {
  await directus.halt();
  const other = 'test-only-third-admin-token-0b7d22e';
  await writeEnv(other);
  assert.equal((await run('update directus_users')).stdout, 'done\n');
  await directus.restart();
  assert.equal(await statusFor(other), 200);
});
