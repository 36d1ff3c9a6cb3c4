import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSessionRenewal } from '../../src/auth/session-service.ts';

const hour = 3_600;
let made = 0;

/** A session's token of a day; no two are alike. */
function tokenFrom(seconds: number): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  made += 1;
  const claims = { iss: 'directus', session: `s${made}`, iat: seconds, exp: seconds + 24 * hour };
  return `${part({ alg: 'HS256' })}.${part(claims)}.signature`;
}

function setUp(options: { maxRemembered?: number } = {}) {
  const world = { now: 0, asked: [] as string[], outcome: async () => tokenFrom(0) };
  const renewal = createSessionRenewal({
    renew: (token): Promise<string | null> => {
      world.asked.push(token);
      return world.outcome();
    },
    log: { warn: () => undefined },
    now: () => world.now * 1_000,
    ...options,
  });
  return { world, renewal };
}

test('a token in the first half of its life is left alone', async () => {
  const { world, renewal } = setUp();
  const token = tokenFrom(0);
  world.now = 12 * hour;
  assert.equal(await renewal.renewIfDue(token), token);
  assert.deepEqual(world.asked, []);
});

test('a token in the second half is replaced once, for all who come together and after', async () => {
  const { world, renewal } = setUp();
  const token = tokenFrom(0);
  world.now = 12 * hour + 1;
  const next = tokenFrom(world.now);
  const answer = Promise.withResolvers<string>();
  world.outcome = () => answer.promise;
  const together = [1, 2, 3].map(() => renewal.renewIfDue(token));
  answer.resolve(next);
  assert.deepEqual(await Promise.all(together), [next, next, next]);
  assert.equal(await renewal.renewIfDue(token), next);
  assert.equal(await renewal.renewIfDue(next), next);
  assert.deepEqual(world.asked, [token]);
  assert.equal(renewal.latestOf(token), next);
  assert.equal(renewal.latestOf('another'), 'another');
});

test('whoever comes with a token that was replaced twice goes on with the newest', async () => {
  const { world, renewal } = setUp();
  const [first, second, third] = [tokenFrom(0), tokenFrom(13 * hour), tokenFrom(26 * hour)];
  world.now = 13 * hour;
  world.outcome = async () => second;
  await renewal.renewIfDue(first);
  world.now = 26 * hour;
  world.outcome = async () => third;
  assert.equal(await renewal.renewIfDue(first), third);
  assert.deepEqual(world.asked, [first, second]);
  assert.equal(renewal.latestOf(first), third);
});

for (const [what, outcome] of [
  ['an outage', () => Promise.reject(new Error('away'))],
  ['a refusal', async () => null],
] as [string, () => Promise<string>][]) {
  test(`${what} changes nothing, is not repeated at once, and is repeated soon`, async () => {
    const { world, renewal } = setUp();
    const token = tokenFrom(0);
    world.now = 13 * hour;
    world.outcome = outcome;
    assert.deepEqual(await Promise.all([renewal.renewIfDue(token), renewal.renewIfDue(token)]), [
      token,
      token,
    ]);
    world.now += 1;
    assert.equal(await renewal.renewIfDue(token), token);
    assert.equal(world.asked.length, 1);
    world.now += 1;
    const next = tokenFrom(world.now);
    world.outcome = async () => next;
    assert.equal(await renewal.renewIfDue(token), next);
  });
}

test('a renewal that gives the same token again ends, and counts as none', async () => {
  const { world, renewal } = setUp();
  const token = tokenFrom(0);
  world.now = 13 * hour;
  world.outcome = async () => token;
  assert.equal(await renewal.renewIfDue(token), token);
  assert.equal(renewal.latestOf(token), token);
});

test('what is remembered is bounded', async () => {
  const { world, renewal } = setUp({ maxRemembered: 2 });
  world.now = 13 * hour;
  const tokens = [1, 2, 3].map(() => tokenFrom(0));
  for (const token of tokens) {
    world.outcome = async () => tokenFrom(world.now);
    assert.notEqual(await renewal.renewIfDue(token), token);
  }
  const known = tokens.map((token) => renewal.latestOf(token) !== token);
  assert.deepEqual(known, [false, true, true]);
});
