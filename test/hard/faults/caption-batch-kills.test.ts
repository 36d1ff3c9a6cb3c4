import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ApiProcess, createApiProcess } from '../../support/api-process.ts';
import type { Behaviour } from '../../support/fake-model/behaviours.ts';
import { engines, type QueueSystem, startQueueSystem } from '../../support/queue-system.ts';
import { modelKey } from '../../support/system.ts';
import { until } from '../../support/until.ts';

const batches = 200;
const kills = 10;
const itemsPerBatch = 3;

interface Row {
  id: string;
  status: string;
  progress: number;
  result: { ok: boolean; caption: string }[] | null;
}

for (const { engine, skip } of engines) {
  describe(`${batches} batches over ${kills} SIGKILLs, ${engine}`, { skip }, () => {
    test('every accepted one ends, with each item once, and the counts say so', async (t) => {
      const stack = await startQueueSystem(engine, answerWithTopic());
      // The batches are for the process that dies, not for the stack's own API.
      await stack.api.stop();
      const api = await createApiProcess({
        DIRECTUS_URL: stack.directus.url,
        DIRECTUS_ADMIN_TOKEN: stack.directus.adminToken,
        CAPTION_PROVIDER: 'openai-compatible',
        LLM_BASE_URL: stack.model.baseUrl,
        LLM_API_KEY: modelKey,
        LLM_MODEL: 'fake-model',
        RATE_LIMIT_MAX: '0',
        ...(stack.redis === undefined ? {} : { REDIS_URL: stack.redis.url }),
      });
      t.after(async () => {
        await api.stop();
        await stack.stop();
      });
      const { token } = await stack.person();
      await api.start();

      const stopped = Promise.withResolvers<void>();
      const [accepted] = await Promise.all([
        submitAll(api, token, stopped.promise),
        killOften(api).finally(stopped.resolve),
      ]);
      assert.equal(accepted.size, batches);

      await until(async () => (await rows(stack)).every(({ status }) => isOver(status)));
      const kept = await rows(stack);
      const ids = new Set(kept.map(({ id }) => id));
      for (const [id, n] of accepted) {
        assert.ok(ids.has(id), `batch ${n} was accepted and is gone`);
        const row = kept.find((one) => one.id === id);
        assert.equal(row?.progress, 100);
        assert.deepEqual(
          row?.result?.map(({ caption }) => topicOf(caption)),
          topicsOf(n),
        );
      }
      const captions = kept.flatMap(({ result }) => result ?? []).map(({ caption }) => caption);
      assert.equal(new Set(captions).size, captions.length, 'no answer of the model stands twice');

      const count = (name: string) => kept.filter(({ status }) => status === name).length;
      const counts = { completed: count('completed'), failed: count('failed') };
      await until(async () => (await stats(api, token)).active === 0);
      const expected = { waiting: 0, active: 0, delayed: 0, ...counts };
      assert.deepEqual(await stats(api, token), expected);
      const asked = stack.model.requests.length;
      t.diagnostic(
        `${accepted.size} accepted, ${kept.length} kept, ${JSON.stringify(counts)}, ${captions.length} captions kept of ${asked} that the model wrote`,
      );
    });
  });
}

function isOver(status: string): boolean {
  return status === 'completed' || status === 'failed';
}

/** Every answer of the model names its topic and is unlike every other. */
function answerWithTopic(): Behaviour {
  let count = 0;
  return {
    answer: ({ messages }) => {
      count += 1;
      const topic = /"topic":"([^"]*)"/.exec(String(messages.at(-1)?.content))?.[1];
      return `Take ${count} of ${topic} is up now. Come see it.`;
    },
  };
}

function topicsOf(batch: number): string[] {
  return Array.from({ length: itemsPerBatch }, (_, item) => `batch ${batch} item ${item}`);
}

function topicOf(caption: string): string | undefined {
  return /of (batch \d+ item \d+) is up/.exec(caption)?.[1];
}

/** Submits until all are accepted; what isn't answered may have been accepted and isn't counted. */
async function submitAll(
  api: ApiProcess,
  token: string,
  killed: Promise<void>,
): Promise<Map<string, number>> {
  const accepted = new Map<string, number>();
  let areKillsOver = false;
  void killed.then(() => {
    areKillsOver = true;
  });
  for (let n = 0; n < batches; ) {
    const items = topicsOf(n).map((topic) => ({ topic }));
    const jobId = await submit(api, token, items);
    if (jobId === undefined) {
      await sleep(20);
      continue;
    }
    accepted.set(jobId, n);
    n += 1;
    // Some are left for after the last kill.
    if (!areKillsOver) await sleep(40);
  }
  return accepted;
}

async function submit(
  api: ApiProcess,
  token: string,
  items: object[],
): Promise<string | undefined> {
  try {
    const answer = await fetch(`${api.url}/api/captions/batch`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ items }),
    });
    const body = (await answer.json()) as { jobId?: string };
    return answer.status === 202 ? body.jobId : undefined;
  } catch {
    return undefined;
  }
}

async function killOften(api: ApiProcess): Promise<void> {
  for (let count = 0; count < kills; count += 1) {
    await sleep(300 + Math.random() * 700);
    await api.kill();
    await api.start();
  }
}

async function rows({ directus }: QueueSystem): Promise<Row[]> {
  const path = '/items/caption_jobs?limit=-1&fields=id,status,progress,result';
  return (await directus.admin.request('GET', path)).data as Row[];
}

async function stats(api: ApiProcess, token: string): Promise<Record<string, number>> {
  const answer = await fetch(`${api.url}/api/queue/stats`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const body = (await answer.json()) as { stats: { 'caption-jobs': Record<string, number> } };
  return body.stats['caption-jobs'];
}
