import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { engines, type QueueSystem, startQueueSystem } from '../../support/queue-system.ts';
import { whyNoRedis } from '../../support/start-redis.ts';
import { until } from '../../support/until.ts';

const redisIsGoneMs = 10_000;

describe('Redis stopped for 10 s under load', { skip: whyNoRedis() ?? false }, () => {
  test('no accepted batch is lost, the others are told 503, and all goes on by itself', async (t) => {
    // Slow enough that batches wait in Redis when it goes.
    const slow = { drip: 'New drop is up now. Come see it today.', everyMs: 2 } as const;
    const stack = await startQueueSystem('redis', slow);
    t.after(() => stack.stop());
    const { token } = await stack.person();
    const accepted: string[] = [];
    const refused: number[] = [];
    let isLoadOver = false;
    const load = Promise.all(
      Array.from({ length: 4 }, async () => {
        while (!isLoadOver) {
          const answer = await stack.submit(token, [{}, {}]);
          if (answer.status === 202) accepted.push(String(answer.body.jobId));
          else {
            assert.equal(answer.status, 503, answer.text);
            assert.equal(answer.body.code, 'queue.unavailable');
            assert.ok(Number(answer.headers.get('retry-after')) >= 1);
            refused.push(answer.status);
          }
          await sleep(50);
        }
      }),
    );
    await until(() => accepted.length >= 30);
    const waiting = (await stack.stats(token)).waiting;
    await stack.redis?.stop();
    await until(() => refused.length >= 1);
    const duringOutage = await stack.api.request('GET', '/api/queue/stats', { token });
    assert.equal(duringOutage.status, 503);
    assert.equal((await stack.api.request('GET', '/api/me', { token })).status, 200);
    await sleep(redisIsGoneMs);
    // It comes back empty: whatever waited in it is known to Directus only.
    await stack.redis?.restart();
    const before = accepted.length;
    await until(() => accepted.length >= before + 10);
    isLoadOver = true;
    await load;
    for (const id of accepted) {
      const job = await stack.ended(token, id);
      assert.equal(job.status, 'completed');
      assert.equal(job.result?.items.length, 2);
    }
    await until(async () => (await stack.stats(token)).active === 0);
    const kept = await countRows(stack);
    assert.deepEqual(await stack.stats(token), {
      waiting: 0,
      active: 0,
      delayed: 0,
      completed: kept,
      failed: 0,
    });
    t.diagnostic(
      `${accepted.length} accepted, ${waiting} waiting in Redis when it went, ${refused.length} told 503, ${kept} kept`,
    );
    assert.ok(!stack.api.log().includes('redis://'), 'the address is in no log line');
  });

  test('an API that starts without Redis says 503 until Redis is there', async (t) => {
    const stack = await startQueueSystem('redis');
    t.after(() => stack.stop());
    const { token } = await stack.person();
    // Nobody else is there to work on what the late one accepts.
    await stack.api.stop();
    await stack.redis?.stop();
    const late = await stack.startApi();
    assert.equal((await stack.submit(token, [{}], late)).status, 503);
    await stack.redis?.restart();
    let accepted = '';
    await until(async () => {
      const answer = await stack.submit(token, [{}], late);
      accepted = String(answer.body.jobId);
      return answer.status === 202;
    });
    assert.equal((await stack.ended(token, accepted, late)).status, 'completed');
  });
});

for (const { engine, skip } of engines) {
  describe(`Directus gone in the middle of a batch, ${engine}`, { skip }, () => {
    test('the batch waits for it and ends with each item once', async (t) => {
      const stack = await startQueueSystem(engine);
      t.after(() => stack.stop());
      const { token } = await stack.person();
      const slow = { drip: 'New drop is up now. Come see it today.', everyMs: 5 } as const;
      stack.model.behave(slow, slow, slow, slow, slow, slow);
      const id = await stack.accepted(
        token,
        Array.from({ length: 12 }, () => ({})),
      );
      await until(async () => (await stack.job(token, id)).progress > 0);
      await stack.directus.halt();
      const answer = await stack.submit(token, [{}]);
      assert.equal(answer.status, 503);
      assert.equal(answer.body.code, 'directus.unavailable');
      await stack.directus.restart();
      const job = await stack.ended(token, id);
      assert.equal(job.status, 'completed');
      assert.equal(job.result?.items.length, 12);
      assert.ok(job.result?.items.every(({ ok }) => ok));
    });
  });
}

async function countRows({ directus }: QueueSystem): Promise<number> {
  const path = '/items/caption_jobs?limit=-1&fields=id';
  return ((await directus.admin.request('GET', path)).data as unknown[]).length;
}
