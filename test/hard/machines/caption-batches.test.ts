import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { createDirectusClient } from '@genie-helper/directus-client';
import { createJobRecords } from '../../../apps/api/src/captions/job-store.ts';
import { createAdminCall } from '../../../apps/api/src/directus/admin-call.ts';
import {
  type PostgresPair,
  startPostgresPair,
  whyNoPostgres,
} from '../../../extensions/guard/test/support/postgres.ts';
import { testAdmin } from '../../support/directus-settings.ts';
import { quickPolicy } from '../../support/queue-system.ts';
import { startTestApi, type TestApi } from '../../support/start-api.ts';
import { startTestRedis, type TestRedis, whyNoRedis } from '../../support/start-redis.ts';
import { until } from '../../support/until.ts';

const skip = whyNoPostgres() ?? whyNoRedis() ?? false;

describe('two APIs on one Redis, each on its own Directus, on one PostgreSQL', { skip }, () => {
  let pair: PostgresPair;
  let redis: TestRedis;
  let apis: [TestApi, TestApi];
  let user: { id: string; token: string };

  before(async () => {
    pair = await startPostgresPair();
    redis = await startTestRedis();
    const options = { adminToken: testAdmin.token, redisUrl: redis.url, queuePolicy: quickPolicy };
    apis = [
      await startTestApi({ ...options, directusUrl: pair.one.url }),
      await startTestApi({ ...options, directusUrl: pair.two.url }),
    ];
    const { id, email, password } = await pair.one.admin.createUser();
    user = { id, token: (await pair.one.admin.login(email, password)).accessToken };
  });
  after(async () => {
    for (const api of apis ?? []) await api.stop();
    await redis?.close();
    await pair?.stop();
  });

  test('a batch accepted by one is seen by both, and every batch ends once', async () => {
    const { token } = user;
    const body = { items: [{ topic: 'backstage' }, { platform: 'x' }, {}] };
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        apis[n % 2 === 0 ? 0 : 1].request('POST', '/api/captions/batch', { token, body }),
      ),
    );
    for (const { status, text } of answers) assert.equal(status, 202, text);
    for (const [n, { body: accepted }] of answers.entries()) {
      const other = apis[n % 2 === 0 ? 1 : 0];
      await until(async () => {
        const shown = await other.request('GET', `/api/queue/jobs/${accepted.jobId}`, { token });
        return (shown.body.job as { status: string } | undefined)?.status === 'completed';
      });
    }
    for (const api of apis) {
      await until(async () => {
        const { body: said } = await api.request('GET', '/api/queue/stats', { token });
        const stats = (said.stats as Record<string, Record<string, number>>)['caption-jobs'];
        return stats?.completed === 40 && stats.active === 0 && stats.waiting === 0;
      });
    }
  });

  test('of writers at both Directus who read the same state, one writes', async () => {
    const clients = [pair.one.url, pair.two.url].map((url) => createDirectusClient({ url }));
    const both = clients.map((client) =>
      createJobRecords(
        createAdminCall(client, testAdmin.token, 'queue.admin_token_not_set'),
        () => new Date(),
      ),
    );
    const [one, two] = both;
    assert.ok(one && two);
    const id = randomUUID();
    await one.create({ id, user: user.id, items: [{}] });
    for (let round = 0; round < 10; round += 1) {
      const read = await one.find(id);
      assert.ok(read);
      const written = await Promise.all(
        Array.from({ length: 8 }, async (_, n): Promise<boolean> => {
          const records = n % 2 === 0 ? one : two;
          return (await records.write(read, { runner: `${n}` })) !== 'outdated';
        }),
      );
      assert.equal(written.filter(Boolean).length, 1);
    }
    assert.equal((await one.find(id))?.revision, 10);
    for (const client of clients) await client.close();
  });
});
