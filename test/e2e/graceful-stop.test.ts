import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type ApiProcess, createApiProcess } from '../support/api-process.ts';
import { type QueueSystem, startQueueSystem } from '../support/queue-system.ts';
import { modelKey } from '../support/system.ts';
import { until } from '../support/until.ts';

let stack: QueueSystem;
let api: ApiProcess;

before(async () => {
  stack = await startQueueSystem('in-process', { stall: 'after-headers' });
  await stack.api.stop();
  api = await createApiProcess({
    DIRECTUS_URL: stack.directus.url,
    DIRECTUS_ADMIN_TOKEN: stack.directus.adminToken,
    CAPTION_PROVIDER: 'openai-compatible',
    LLM_BASE_URL: stack.model.baseUrl,
    LLM_API_KEY: modelKey,
    LLM_MODEL: 'fake-model',
  });
  await api.start();
});
after(async () => {
  await api?.kill();
  await stack?.stop();
});

test('SIGTERM ends a batch and a caption under way, and then the process ends by itself', async () => {
  const { token } = await stack.person();
  const send = (path: string, body: object) =>
    fetch(`${api.url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const accepted = await send('/api/captions/batch', { items: [{}, {}] });
  const { jobId } = (await accepted.json()) as { jobId: string };
  const caption = send('/api/captions/generate', {});
  await until(() => stack.model.requests.length === 2);
  // A model that says nothing would have a minute (LLM_TIMEOUT_MS), a process that is told to end 10 s.
  assert.equal(await api.stop(), 0);
  const answer = await caption;
  assert.equal(answer.status, 503);
  assert.equal(((await answer.json()) as { code: string }).code, 'server.closing');
  assert.ok(stack.model.requests.every(({ aborted }) => aborted));
  const path = `/items/caption_jobs/${jobId}?fields=status,attempts`;
  const row = (await stack.directus.admin.request('GET', path)).data;
  assert.deepEqual(row, { status: 'queued', attempts: 0 });
});
