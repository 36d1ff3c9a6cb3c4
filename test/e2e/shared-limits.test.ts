import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, beforeEach, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { useDirectus } from '../support/directus-pool.ts';
import { startTestApi, type TestApi } from '../support/start-api.ts';
import { startTestRedis, type TestRedis, whyNoRedis } from '../support/start-redis.ts';

const skip = whyNoRedis() ?? false;
const max = 4;

describe('two APIs on one Redis', { skip }, () => {
  let directus: Awaited<ReturnType<typeof useDirectus>>;
  let redis: TestRedis;
  let apis: TestApi[] = [];

  before(async () => {
    [directus, redis] = await Promise.all([useDirectus(), startTestRedis()]);
  });
  beforeEach(async () => {
    await Promise.all(apis.map((api) => api.stop()));
    await redis.restart();
    apis = [await startApi(), await startApi()];
  });
  after(async () => {
    await Promise.all(apis.map((api) => api.stop()));
    await redis?.close();
    await directus?.stop();
  });

  const startApi = (redisUrl = redis.url) =>
    startTestApi({ directusUrl: directus.url, rateLimitMax: max, redisUrl });

  async function newUser(): Promise<string> {
    const token = `static-${randomUUID()}`;
    await directus.admin.createUser({ token });
    return token;
  }

  /** The statuses of one request after another, one at each of these APIs in turn. */
  async function ask(token: string, count: number, at = apis): Promise<number[]> {
    const statuses: number[] = [];
    for (let n = 0; n < count; n += 1) {
      const answer = await at[n % at.length]?.request('GET', '/api/me', { token });
      statuses.push(answer?.status ?? 0);
    }
    return statuses;
  }

  const allowed = Array<number>(max).fill(200);
  /** What an API logged of Redis, in order. */
  const turnsOf = (api: TestApi) => api.log().match(/Redis (does not answer|answers again)/g) ?? [];
  const isAway = (api: TestApi) => turnsOf(api).at(-1) === 'Redis does not answer';

  async function untilShared(at = apis): Promise<void> {
    const endsAt = Date.now() + 30_000;
    while (at.some(isAway)) {
      assert.ok(Date.now() < endsAt, 'Redis is back, and an API has not seen it');
      await delay(20);
    }
  }

  async function assertEachForItself(): Promise<void> {
    const token = await newUser();
    for (const api of apis) assert.deepEqual(await ask(token, max + 1, [api]), [...allowed, 429]);
  }

  /** A machine that stands still can make Redis slow in the middle: then that round tells nothing. */
  async function assertShared(at = apis): Promise<void> {
    const turns = () => at.map((api) => turnsOf(api).length).join();
    for (let round = 0; ; round += 1) {
      await untilShared(at);
      const before = turns();
      const statuses = await ask(await newUser(), max + 2, at);
      if (before !== turns() && round < 5) continue;
      assert.deepEqual(statuses, [...allowed, 429, 429]);
      return;
    }
  }

  function assertLoggedOnceEach(api: TestApi): void {
    const turns = turnsOf(api);
    assert.ok(turns.length > 0);
    for (const [index, turn] of turns.entries()) {
      assert.equal(turn, index % 2 === 0 ? 'Redis does not answer' : 'Redis answers again');
    }
  }

  test("a user's limit is one at both, and nobody else's", async () => {
    const token = await newUser();
    assert.deepEqual(await ask(token, max), allowed);
    for (const api of apis) {
      const { status, headers, body } = await api.request('GET', '/api/me', { token });
      assert.equal(status, 429);
      assert.equal(body.code, 'rate_limit.exceeded');
      assert.equal(headers.get('ratelimit-limit'), String(max));
      assert.equal(headers.get('ratelimit-remaining'), '0');
      const seconds = Number(headers.get('retry-after'));
      assert.ok(seconds >= 1 && seconds <= 60, String(seconds));
    }
    assert.deepEqual(await ask(await newUser(), max), allowed);
  });

  test('many requests at the same moment do not slip through between two', async () => {
    const token = await newUser();
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, n) => ask(token, 1, [apis[n % 2] ?? assert.fail()])),
    );
    assert.equal(answers.flat().filter((status) => status === 200).length, max);
  });

  test("registration's own limit is one at both, and every attempt counts", async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 6; n += 1) {
      const answer = await apis[n % 2]?.request('POST', '/api/register', { body: {} });
      statuses.push(answer?.status ?? 0);
    }
    assert.deepEqual(statuses, [400, 400, 400, 400, 400, 429]);
  });

  test('of limits Redis holds a count for each user or address, for a minute at most', async () => {
    await ask(await newUser(), 1);
    await ask('no token', 1);
    const keys = (await redis.ask('KEYS genie:limits:default:*')).match(/genie:\S+/g) ?? [];
    assert.equal(keys.length, 2, keys.join());
    for (const key of keys) {
      assert.match(key, /:([0-9a-f-]{36}|127\.0\.0\.1)$/);
      const left = Number((await redis.ask(`PTTL ${key}`)).slice(1));
      assert.ok(left > 0 && left <= 60_000, `${key}: ${left}`);
    }
    const key = 'genie:limits:default:127.0.0.1';
    assert.equal(await redis.ask(`PERSIST ${key}`), ':1');
    await ask('no token', 1);
    assert.notEqual(await redis.ask(`PTTL ${key}`), ':-1', 'a count without an end gets one');
  });

  test('with Redis gone each counts for itself, and they share again once it is back', async () => {
    await assertShared();
    const halfWay = await newUser();
    assert.deepEqual(await ask(halfWay, max - 1, apis.slice(0, 1)), allowed.slice(1));

    await redis.stop();
    assert.deepEqual(await ask(halfWay, 2, apis.slice(0, 1)), [200, 429], 'no second helping');
    await assertEachForItself();
    assert.ok(apis.every(isAway));

    await redis.restart();
    await assertShared();
    for (const api of apis) {
      assertLoggedOnceEach(api);
      assert.ok(!api.log().includes(String(redis.port)), 'not its address');
    }
  });

  test('nobody waits long for a Redis that hangs, and few wait at all', async () => {
    const time = async () => {
      const startedAt = performance.now();
      await ask(await newUser(), 70);
      return performance.now() - startedAt;
    };
    await assertShared();
    const usualMs = await time();
    redis.pause();
    try {
      const tookMs = await time();
      // If each of them waited its 250 ms it would be 17 seconds more.
      assert.ok(tookMs < 2 * usualMs + 8_000, `${tookMs} ms, and ${usualMs} ms before`);
      await assertEachForItself();
      assert.ok(apis.every(isAway));
      // Longer than two connections without an answer are kept: the second one is lost before it was ready.
      await delay(6_000);
    } finally {
      redis.resume();
    }
    await assertShared();
    for (const api of apis) assertLoggedOnceEach(api);
  });

  test('an API that starts without Redis limits all the same, and shares once it is there', async () => {
    await redis.stop();
    const late = [await startApi(), await startApi()];
    try {
      assert.ok(late.every(isAway));
      const token = await newUser();
      assert.deepEqual(await ask(token, max + 1, late.slice(0, 1)), [...allowed, 429]);
      await redis.restart();
      await assertShared(late);
    } finally {
      await Promise.all(late.map((api) => api.stop()));
    }
  });

  test('a Redis that refuses us costs no answer, and its password is in no log', async () => {
    await redis.ask('CONFIG SET requirepass right-password');
    const api = await startApi(redis.url.replace('//', '//:wrong-password@'));
    const open = await startApi(redis.url.replace('//', '//:right-password@'));
    try {
      assert.match(api.log(), /Redis does not answer \(WRONGPASS\)/);
      assert.doesNotMatch(api.log(), /wrong-password/);
      assert.deepEqual(await ask(await newUser(), max + 1, [api]), [...allowed, 429]);
      assert.ok(!isAway(open));
    } finally {
      await Promise.all([api.stop(), open.stop()]);
    }
  });

  test('a full Redis costs no answer, and limits hold', async () => {
    await redis.ask('CONFIG SET maxmemory 1');
    await assertEachForItself();
    assert.match(apis[0]?.log() ?? '', /Redis does not answer \(OOM\)/);
    await redis.ask('CONFIG SET maxmemory 0');
    await assertShared();
  });

  test('a stopped API leaves no connection', async () => {
    const clients = async () =>
      (await redis.ask('CLIENT LIST')).match(/name=genie-limits/g)?.length;
    assert.equal(await clients(), 2);
    await Promise.all(apis.map((api) => api.stop()));
    apis = [];
    assert.equal(await clients(), undefined);
  });
});
