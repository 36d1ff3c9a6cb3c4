import assert from 'node:assert/strict';
import { after, before, suite, type TestContext, test } from 'node:test';
import { startTestRedis, type TestRedis, whyNoRedis } from '../../../test/support/start-redis.ts';
import { assertFault, diagnose, makeInstallation } from './support/doctor.ts';

suite('genie doctor and Redis', { skip: whyNoRedis() ?? false }, () => {
  let redis: TestRedis;

  before(async () => {
    redis = await startTestRedis();
  });
  after(async () => {
    await redis?.close();
  });

  async function look(t: TestContext, REDIS_URL = redis.url) {
    const { dir, texts } = await makeInstallation(t, { REDIS_URL });
    return diagnose(dir, texts);
  }

  test('a Redis as it should be: well, and nothing stays in it', async (t) => {
    const { of } = await look(t);
    for (const id of ['redis.reachable', 'redis.write', 'redis.eviction']) {
      assert.equal(of(id).status, 'ok', id);
    }
    assert.equal(await redis.ask('DBSIZE'), ':0');
  });

  test('one that drops entries when it is full: says the setting', async (t) => {
    await redis.ask('CONFIG SET maxmemory-policy allkeys-lru');
    const { of } = await look(t);
    await redis.ask('CONFIG SET maxmemory-policy noeviction');
    assertFault(of('redis.eviction'), /allkeys-lru/, /maxmemory-policy noeviction/);
  });

  test('one that is full: says that it has no memory left', async (t) => {
    await redis.ask('CONFIG SET maxmemory 1');
    const { of } = await look(t);
    await redis.ask('CONFIG SET maxmemory 0');
    assertFault(of('redis.write'), /no memory left/, /Raise maxmemory/);
  });

  test('a replica: says to name the primary', async (t) => {
    await redis.ask('REPLICAOF 127.0.0.1 1');
    const { of } = await look(t);
    await redis.ask('REPLICAOF NO ONE');
    assertFault(of('redis.write'), /replica/, /primary/);
  });

  test('a password that is missing or wrong: says where it goes, and shows none', async (t) => {
    await redis.ask('CONFIG SET requirepass right-password-of-this-test');
    const missing = await look(t);
    assertFault(missing.of('redis.reachable'), /NOAUTH/, /user:password/);
    const wrong = await look(t, redis.url.replace('//', '//:wrong-password-of-this-test@'));
    assertFault(wrong.of('redis.reachable'), /WRONGPASS/, /user:password/);
    assert.deepEqual(wrong.of('redis.write').waitsFor, ['redis.reachable']);
    assert.doesNotMatch(JSON.stringify(wrong.report), /wrong-password/);
    const right = await look(t, redis.url.replace('//', '//:right-password-of-this-test@'));
    assert.equal(right.of('redis.write').status, 'ok');
    await redis.restart();
  });

  test('one that hangs: says so within its time', async (t) => {
    redis.pause();
    const { of } = await look(t);
    redis.resume();
    assertFault(of('redis.reachable'), /no answer in time/, /Start it/);
  });

  test('one that is away: says what to do', async (t) => {
    await redis.stop();
    const { of } = await look(t);
    assertFault(of('redis.reachable'), /nothing listens there/, /remove REDIS_URL/);
  });
});
