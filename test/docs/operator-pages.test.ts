import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { runBlock } from '../support/run-page.ts';
import { type System, startSystem } from '../support/system.ts';

describe('what an operator does as docs/how-to says', () => {
  let stack: System;
  let cwd: string;

  before(async () => {
    stack = await startSystem({ directus: {} });
    cwd = await mkdtemp(join(tmpdir(), 'genie-operator-'));
    const { url, adminToken } = stack.directus;
    await writeFile(
      join(cwd, '.env'),
      `DIRECTUS_URL=${url}\nDIRECTUS_ADMIN_TOKEN=${adminToken}\n`,
      {
        mode: 0o600,
      },
    );
  });
  after(async () => {
    await stack?.stop();
    await rm(cwd, { recursive: true, force: true });
  });

  const isLoggedIn = async (token: string) =>
    (await stack.api.request('GET', '/api/me', { token })).status === 200;

  test('logs.md: the id of an answer finds its line, in a log that was put aside too', async () => {
    const answer = await stack.api.request('GET', '/api/me', { token: 'forged' });
    const { requestId } = answer.body;
    await mkdir(join(cwd, 'data/logs'), { recursive: true });
    await writeFile(join(cwd, 'data/logs/api.log.1'), stack.api.log());
    await writeFile(join(cwd, 'data/logs/api.log'), '');
    const variables = { request_id: String(requestId) };
    const { code, stdout, stderr } = await runBlock('how-to/logs.md', 'grep', { cwd, variables });
    assert.equal(code, 0, stderr);
    for (const line of stdout.trim().split('\n')) {
      assert.equal(JSON.parse(line).requestId, requestId);
    }
  });

  test('add-a-creator.md: "sign out everywhere" ends every session of a creator', async () => {
    const [email, password] = ['mia@example.com', 'made-up-by-the-operator-20'];
    const body = { email, password };
    assert.equal((await stack.api.request('POST', '/api/register', { body })).status, 201);
    const one = await stack.directus.login(email, password);
    const other = await stack.directus.login(email, password);
    const page = 'how-to/add-a-creator.md';
    const out = await runBlock(page, 'sign-out-everywhere', { cwd, variables: {} });
    assert.equal(out.stdout, '2 sessions of mia@example.com ended.\n', out.stderr);
    assert.equal(await isLoggedIn(one.accessToken), false);
    assert.equal(await isLoggedIn(other.accessToken), false);
    assert.ok(await isLoggedIn((await stack.directus.login(email, password)).accessToken));
  });

  test('rotate-admin-token.md: what an API with an old token answers', async () => {
    const { directus, api, secret } = stack;
    const { email, password } = await directus.admin.createUser();
    const { accessToken: token } = await directus.login(email, password);
    const creatorProfileId = '6d1d1b1a-3c59-4a5a-9b86-0d6f3f0f9c11';
    const newToken = 'test-only-token-that-the-api-does-not-know';
    await directus.admin.request('PATCH', '/users/me', { token: newToken });
    const statusOf = async (method: string, path: string, options: object) =>
      (await api.request(method, path, options)).status;
    const revealed = {
      headers: { 'x-rbac-sync-secret': secret },
      body: { creatorProfileId },
    };
    const registered = { body: { email: 'lea@example.com', password: 'quiet-harbour-42' } };
    assert.deepEqual(
      {
        reveal: await statusOf('POST', '/api/credentials/reveal', revealed),
        chat: await statusOf('POST', '/api/genie/stream-chat', { token, body: { message: 'Hi' } }),
        batch: await statusOf('POST', '/api/captions/batch', { token, body: { items: [{}] } }),
        job: await statusOf('GET', `/api/queue/jobs/${creatorProfileId}`, { token }),
        registration: await statusOf('POST', '/api/register', registered),
        me: await statusOf('GET', '/api/me', { token }),
      },
      { reveal: 404, chat: 503, batch: 503, job: 503, registration: 500, me: 200 },
    );
  });
});
