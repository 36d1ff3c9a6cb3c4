import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { listMailFiles, readMailFile } from '@genie-helper/mail';
import { quickMailPolicy } from '../support/mail-system.ts';
import { runBlock } from '../support/run-page.ts';
import { startSystem } from '../support/system.ts';
import { until } from '../support/until.ts';

const page = 'tutorial/forgotten-password.md';
const skip = spawnSync('curl', ['--version']).error === undefined ? false : 'no curl';

test('forget, read, reset, sign in: what the page tells to type', { skip }, async (t) => {
  const cwd = await mkdtemp(join(tmpdir(), 'genie-forgotten-'));
  t.after(() => rm(cwd, { recursive: true, force: true }));
  const folder = join(cwd, 'data/mail');
  await mkdir(folder, { recursive: true });
  await using system = await startSystem({
    directus: {},
    api: {
      mail: {
        route: { kind: 'folder', folder },
        from: { name: '', address: 'no-reply@genie.example' },
        publicUrl: 'http://127.0.0.1:3001',
      },
      mailPolicy: quickMailPolicy,
    },
  });
  const { api, directus } = system;
  const [email, password] = ['mia@example.com', 'quiet-harbour-42'];
  await api.request('POST', '/api/register', { body: { email, password } });
  const { accessToken } = await directus.login(email, password);
  assert.equal((await api.request('GET', '/api/me', { token: accessToken })).status, 200);

  const variables = { API: api.url, DIRECTUS: directus.url };
  const run = async (...marks: string[]) => {
    const { code, stdout, stderr } = await runBlock(page, marks, { cwd, variables });
    assert.equal(code, 0, `${stdout}${stderr}`);
    return stdout;
  };
  assert.equal(JSON.parse(await run('password/forgot')).ok, true);
  // As the page says: it is there a moment later, and the newest.
  await until(async () => {
    const newest = (await listMailFiles(folder)).at(-1);
    const mail = newest === undefined ? undefined : await readMailFile(folder, newest);
    return mail?.text.includes('/account/reset#token=') === true;
  });
  assert.match(await run('mail show'), /mia@example\.com/);
  assert.equal(JSON.parse(await run('password/reset')).ok, true);
  assert.equal(typeof JSON.parse(await run('auth/login')).data.access_token, 'string');
  assert.equal((await api.request('GET', '/api/me', { token: accessToken })).status, 401);
});
