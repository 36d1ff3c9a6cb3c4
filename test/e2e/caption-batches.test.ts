import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { engines, type QueueSystem, startQueueSystem } from '../support/queue-system.ts';
import { until } from '../support/until.ts';
import { startWriteHook } from '../support/write-hook.ts';

const refusedTopic = 'a 14 year old girl';

for (const { engine, skip } of engines) {
  describe(`batches of captions, ${engine}`, { skip }, () => {
    let stack: QueueSystem;
    let mia: { id: string; token: string };

    before(async () => {
      stack = await startQueueSystem(engine);
      mia = await stack.person();
    });
    after(() => stack?.stop());

    const rows = async () => {
      const { data } = await stack.directus.admin.request('GET', '/items/caption_jobs?limit=-1');
      return data as { id: string; status: string; round: number }[];
    };

    test('are accepted with 202 and end with an outcome for each item, in order', async () => {
      const items = [{ platform: 'x' }, { platform: 'reddit' }, { topic: 'beach day' }];
      const answer = await stack.submit(mia.token, items);
      assert.equal(answer.status, 202, answer.text);
      assert.deepEqual(Object.keys(answer.body).sort(), ['jobId', 'ok']);
      const job = await stack.ended(mia.token, String(answer.body.jobId));
      assert.equal(job.status, 'completed');
      assert.equal(job.progress, 100);
      assert.equal(job.type, 'caption-batch');
      const platforms = job.result?.items.map(({ platform }) => platform);
      assert.deepEqual(platforms, ['x', 'reddit', 'onlyfans']);
      assert.ok(job.result?.items.every(({ ok }) => ok));
      assert.ok(job.createdAt <= String(job.startedAt));
      assert.ok(String(job.startedAt) <= String(job.finishedAt));
    });

    test('one item that fails leaves its neighbours alone, and the result tells which', async () => {
      const id = await stack.accepted(mia.token, [{}, { topic: refusedTopic }, {}]);
      const job = await stack.ended(mia.token, id);
      assert.equal(job.status, 'completed');
      assert.deepEqual(
        job.result?.items.map((item) => (item.ok ? 'written' : item.code)),
        ['written', 'captions.topic_refused', 'written'],
      );
      assert.equal(job.error, undefined);
    });

    test("a model's failure is tried again, and only what failed is asked for again", async () => {
      const asked = stack.model.requests.length;
      stack.model.behave({ status: 500 }, { answer: 'New drop is up. Come see it.' });
      const id = await stack.accepted(mia.token, [{}, {}]);
      const job = await stack.ended(mia.token, id);
      assert.ok(job.result?.items.every(({ ok }) => ok));
      assert.equal(stack.model.requests.length - asked, 3);
    });

    test('a batch without any caption has failed; retried, it goes on', async () => {
      // One attempt asks once for each item: the writer's second try is for captions that break a rule.
      stack.model.behave(...Array.from({ length: 6 }, () => ({ status: 500 }) as const));
      const id = await stack.accepted(mia.token, [{}, {}]);
      const job = await stack.ended(mia.token, id);
      assert.equal(job.status, 'failed');
      assert.match(String(job.error), /None of the captions/);
      assert.deepEqual(
        job.result?.items.map(({ code }) => code),
        ['captions.model_failed', 'captions.model_failed'],
      );
      const retry = await stack.api.request('POST', `/api/queue/jobs/${id}/retry`, mia);
      assert.equal(retry.status, 202, retry.text);
      assert.equal(retry.body.jobId, id);
      const again = await stack.ended(mia.token, id);
      assert.equal(again.status, 'completed');
      assert.equal(again.error, undefined);
    });

    test('a job that has not failed is not retried: 409', async () => {
      stack.model.behave({ drip: 'New drop is up now. Come see it today.', everyMs: 5 });
      const id = await stack.accepted(mia.token, [{}]);
      await until(async () => (await stack.job(mia.token, id)).status === 'processing');
      const path = `/api/queue/jobs/${id}/retry`;
      const running = await stack.api.request('POST', path, mia);
      assert.equal(running.status, 409);
      assert.equal(running.body.code, 'queue.job_not_failed');
      await stack.ended(mia.token, id);
      assert.equal((await stack.api.request('POST', path, mia)).status, 409);
    });

    test('two retries at once start a job once', async () => {
      stack.model.behave(...Array.from({ length: 3 }, () => ({ status: 500 }) as const));
      const id = await stack.accepted(mia.token, [{}]);
      await stack.ended(mia.token, id);
      const path = `/api/queue/jobs/${id}/retry`;
      const answers = await Promise.all(
        Array.from({ length: 5 }, () => stack.api.request('POST', path, mia)),
      );
      const statuses = answers.map(({ status }) => status).sort();
      assert.deepEqual(statuses, [202, 409, 409, 409, 409]);
      await stack.ended(mia.token, id);
      assert.equal((await rows()).find((row) => row.id === id)?.round, 1);
    });

    test('a cancelled batch keeps what is written, begins nothing more, and goes on with a retry', async () => {
      // The second caption never comes by itself.
      stack.model.behave({ answer: 'New drop is up. Come see it.' }, { stall: 'before-headers' });
      const id = await stack.accepted(mia.token, [{}, {}, {}]);
      await until(async () => (await stack.job(mia.token, id)).progress > 0);
      const path = `/api/queue/jobs/${id}`;
      const cancel = await stack.api.request('POST', `${path}/cancel`, mia);
      assert.equal(cancel.status, 200, cancel.text);
      assert.equal(cancel.body.jobId, id);
      const job = await stack.job(mia.token, id);
      assert.equal(job.status, 'cancelled');
      assert.ok(job.finishedAt);
      assert.deepEqual(
        job.result?.items.map((item) => (item.ok ? 'written' : item.code)),
        ['written', 'queue.cancelled', 'queue.cancelled'],
      );
      const again = await stack.api.request('POST', `${path}/cancel`, mia);
      assert.equal(again.status, 409);
      assert.equal(again.body.code, 'queue.job_over');
      const asked = stack.model.requests.length;
      // Its place is free again: the call that hung was given up.
      await until(async () => (await stack.stats(mia.token)).active === 0);
      assert.equal(stack.model.requests.length, asked);
      assert.equal((await stack.api.request('POST', `${path}/retry`, mia)).status, 202);
      const done = await stack.ended(mia.token, id);
      assert.equal(done.status, 'completed');
      assert.ok(done.result?.items.every(({ ok }) => ok));
      assert.equal(stack.model.requests.length - asked, 2);
    });

    test('of cancels by two processes at once one ends a batch, as of the retries after it', async () => {
      const other = await stack.startApi();
      try {
        stack.model.behave({ stall: 'before-headers' });
        const id = await stack.accepted(mia.token, [{}, {}]);
        await until(async () => (await stack.job(mia.token, id)).status === 'processing');
        const path = `/api/queue/jobs/${id}`;
        const answers = await Promise.all(
          [stack.api, other, stack.api, other].map((api) =>
            api.request('POST', `${path}/cancel`, mia),
          ),
        );
        const statuses = answers.map(({ status }) => status).sort();
        assert.deepEqual(statuses, [200, 409, 409, 409]);
        assert.equal((await stack.job(mia.token, id)).status, 'cancelled');
        const retries = await Promise.all(
          [stack.api, other].map((api) => api.request('POST', `${path}/retry`, mia)),
        );
        assert.deepEqual(retries.map(({ status }) => status).sort(), [202, 409]);
        assert.equal((await stack.ended(mia.token, id)).status, 'completed');
        const late = await stack.api.request('POST', `${path}/cancel`, mia);
        assert.equal(late.status, 409);
        assert.equal(late.body.code, 'queue.job_over');
      } finally {
        await other.stop();
      }
    });

    test('a retry of a batch that is removed meanwhile is 404, and does not bring it back', async () => {
      stack.model.behave(...Array.from({ length: 3 }, () => ({ status: 500 }) as const));
      const id = await stack.accepted(mia.token, [{}]);
      await stack.ended(mia.token, id);
      // Not before: without Redis another API takes up what waits, and tries it as often again.
      const hook = await startWriteHook(stack.directus.url);
      const hooked = await stack.startApi({ directusUrl: hook.url });
      try {
        hook.beforeWrite = () =>
          stack.directus.admin.request('DELETE', `/items/caption_jobs/${id}`);
        const answer = await hooked.request('POST', `/api/queue/jobs/${id}/retry`, mia);
        assert.equal(answer.status, 404, answer.text);
        assert.equal(answer.body.code, 'queue.job_not_found');
        assert.ok((await rows()).every((row) => row.id !== id));
      } finally {
        await hooked.stop();
        hook.close();
      }
    });

    test("someone else's job is 404, as one that is not there; an admin sees it", async () => {
      const id = await stack.accepted(mia.token, [{}]);
      const eve = await stack.person();
      const gone = '00000000-0000-4000-8000-000000000000';
      for (const path of [id, `${id}/retry`, `${id}/cancel`, gone, 'no-id-at-all'].map(
        (end) => `/api/queue/jobs/${end}`,
      )) {
        const method = /retry$|cancel$/.test(path) ? 'POST' : 'GET';
        const answer = await stack.api.request(method, path, eve);
        assert.equal(answer.status, 404, path);
        assert.equal(answer.body.code, 'queue.job_not_found');
      }
      const { adminEmail, adminPassword } = stack.directus;
      const { accessToken } = await stack.directus.login(adminEmail, adminPassword);
      assert.equal((await stack.ended(accessToken, id)).id, id);
    });

    for (const [name, items, path] of [
      ['no item', [], 'items'],
      ['101 items', Array.from({ length: 101 }, () => ({})), 'items'],
      ['items that are no list', {}, 'items'],
      ['an unknown platform', [{}, { platform: 'myspace' }], 'items/1/platform'],
      ['an unknown field', [{ role: 'admin' }], 'items/0/role'],
    ] as const) {
      test(`${name}: 400 that names ${path}, and nothing is kept`, async () => {
        const before = (await rows()).length;
        const answer = await stack.submit(mia.token, items);
        assert.equal(answer.status, 400);
        const details = answer.body.details as { path: string; message: string }[];
        assert.deepEqual(
          details.map((detail) => detail.path),
          [path],
        );
        assert.equal((await rows()).length, before);
      });
    }

    test('100 items are taken', async () => {
      const id = await stack.accepted(
        mia.token,
        Array.from({ length: 100 }, () => ({ topic: 'x' })),
      );
      const job = await stack.ended(mia.token, id);
      assert.equal(job.result?.items.length, 100);
    });

    test('the counts agree with the records, while jobs wait and once they are over', async () => {
      stack.model.behave({ stall: 'after-headers' }, { stall: 'after-headers' });
      const ids = await Promise.all(
        Array.from({ length: 6 }, () => stack.accepted(mia.token, [{}])),
      );
      await until(async () => (await stack.stats(mia.token)).active === 2);
      await until(async () => {
        const kept = await rows();
        return kept.filter(({ status }) => status === 'processing').length === 2;
      });
      const counts = await stack.stats(mia.token);
      const open = (await rows()).filter(({ status }) => status === 'queued').length;
      assert.equal(Number(counts.waiting) + Number(counts.delayed), open);
      for (const id of ids) await stack.ended(mia.token, id);
      const kept = await rows();
      const ended = (name: string) => kept.filter(({ status }) => status === name).length;
      await until(async () => (await stack.stats(mia.token)).active === 0);
      assert.deepEqual(await stack.stats(mia.token), {
        waiting: 0,
        active: 0,
        delayed: 0,
        completed: ended('completed'),
        failed: ended('failed'),
      });
    });

    test('an API that is stopped in the middle hands back; the next one goes on where it was', async (t) => {
      const own = await startQueueSystem(engine);
      t.after(() => own.stop());
      const { token } = await own.person();
      const slow = { drip: 'New drop is up now. Come see it today.', everyMs: 30 } as const;
      own.model.behave({ answer: 'New drop is up. Come see it.' }, slow);
      const id = await own.accepted(
        token,
        Array.from({ length: 8 }, () => ({})),
      );
      await until(async () => (await own.job(token, id)).status === 'processing');
      await until(() => own.model.requests.length === 2);
      await own.api.stop();
      const path = `/items/caption_jobs/${id}?fields=status,attempts,result`;
      const kept = (await own.directus.admin.request('GET', path)).data as Record<string, unknown>;
      assert.equal(kept.status, 'queued');
      assert.equal(kept.attempts, 0, 'no start is counted for it');
      assert.equal((kept.result as unknown[]).filter((outcome) => outcome !== null).length, 1);
      const next = await own.startApi();
      const job = await own.ended(token, id, next);
      assert.ok(job.result?.items.every(({ ok }) => ok));
      assert.equal(job.result?.items.length, 8);
      // One was written before the stop, one was broken off by it.
      assert.equal(own.model.requests.length, 9);
    });

    test('whoever has many waiting does not hold up who has few', async () => {
      const eve = await stack.person();
      const blocker = Promise.withResolvers<void>();
      const answer = 'New drop is up. Come see it.';
      stack.model.behave(...Array.from({ length: 13 }, () => ({ answer, after: blocker.promise })));
      // One after the other: what comes at the same moment has the same place in the line.
      const many: string[] = [];
      for (let count = 0; count < 12; count += 1) many.push(await stack.accepted(mia.token, [{}]));
      const one = await stack.accepted(eve.token, [{}]);
      blocker.resolve();
      const few = await stack.ended(eve.token, one);
      const later = [];
      for (const id of many) {
        const { startedAt } = await stack.ended(mia.token, id);
        if (String(startedAt) > String(few.startedAt)) later.push(id);
      }
      assert.ok(later.length >= 4, `${later.length} of the others were started later`);
    });

    test('nothing more is asked of the model for a suspended user, and the batches fail', async () => {
      const gone = await stack.person();
      const blocker = Promise.withResolvers<void>();
      const held = { answer: 'New drop is up. Come see it.', after: blocker.promise };
      stack.model.behave(held, held);
      const before = stack.model.requests.length;
      const items = Array.from({ length: 20 }, () => ({}));
      const ids: string[] = [];
      for (let count = 0; count < 3; count += 1) ids.push(await stack.accepted(gone.token, items));
      await until(() => stack.model.requests.length === before + 2);
      const change = { status: 'suspended' };
      await stack.directus.admin.request('PATCH', `/users/${gone.id}`, change);
      blocker.resolve();
      const { adminEmail, adminPassword } = stack.directus;
      const { accessToken } = await stack.directus.login(adminEmail, adminPassword);
      for (const id of ids) {
        const job = await stack.ended(accessToken, id);
        assert.equal(job.status, 'failed');
        assert.match(String(job.error), /not active/);
        assert.equal(job.result?.items.at(-1)?.code, 'queue.owner_inactive');
      }
      assert.equal(stack.model.requests.length, before + 2);
    });

    test('a batch goes on after its owner has signed out', async () => {
      const person = await stack.person();
      const blocker = Promise.withResolvers<void>();
      stack.model.behave({ answer: 'New drop is up. Come see it.', after: blocker.promise });
      const before = stack.model.requests.length;
      const id = await stack.accepted(person.token, [{}, {}, {}]);
      await until(() => stack.model.requests.length > before);
      const body = { refresh_token: person.refreshToken };
      await stack.directus.admin.request('POST', '/auth/logout', body, null);
      blocker.resolve();
      const { adminEmail, adminPassword } = stack.directus;
      const { accessToken } = await stack.directus.login(adminEmail, adminPassword);
      assert.equal((await stack.ended(accessToken, id)).status, 'completed');
    });

    test('the jobs of a removed user go with it, running or not', async () => {
      const gone = await stack.person();
      stack.model.behave({ drip: 'New drop is up now. Come see it today.', everyMs: 5 });
      const id = await stack.accepted(gone.token, [{}, {}]);
      await until(async () => (await stack.job(gone.token, id)).status === 'processing');
      await stack.directus.admin.request('DELETE', `/users/${gone.id}`);
      await until(async () => (await stack.stats(mia.token)).active === 0);
      assert.ok((await rows()).every((row) => row.id !== id));
      assert.equal((await stack.api.request('GET', `/api/queue/jobs/${id}`, gone)).status, 401);
    });
  });
}
