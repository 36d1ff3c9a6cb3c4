import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSessionRenewal } from '../../src/auth/session-renewal.ts';

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
  const session = { now: 0, asked: [] as string[], outcome: async () => tokenFrom(0) };
  const renewal = createSessionRenewal({
    renew: (token): Promise<string | null> => {
      session.asked.push(token);
      return session.outcome();
    },
    log: { warn: () => undefined },
    now: () => session.now * 1_000,
    ...options,
  });
  return { session, renewal };
}

test('a token in the first half of its life is left alone', async () => {
  const { session, renewal } = setUp();
  const token = tokenFrom(0);
  session.now = 12 * hour;
  assert.equal(await renewal.renewIfDue(token), token);
  assert.deepEqual(session.asked, []);
});

test('a token in the second half is replaced once, for all who come together and after', async () => {
  const { session, renewal } = setUp();
  const token = tokenFrom(0);
  session.now = 12 * hour + 1;
  const next = tokenFrom(session.now);
  const answer = Promise.withResolvers<string>();
  session.outcome = () => answer.promise;
  const together = [1, 2, 3].map(() => renewal.renewIfDue(token));
  answer.resolve(next);
  assert.deepEqual(await Promise.all(together), [next, next, next]);
  assert.equal(await renewal.renewIfDue(token), next);
  assert.equal(await renewal.renewIfDue(next), next);
  assert.deepEqual(session.asked, [token]);
  assert.equal(renewal.latestOf(token), next);
  assert.equal(renewal.latestOf('another'), 'another');
});

test('whoever comes with a token that was replaced twice goes on with the newest', async () => {
  const { session, renewal } = setUp();
  const [first, second, third] = [tokenFrom(0), tokenFrom(13 * hour), tokenFrom(26 * hour)];
  session.now = 13 * hour;
  session.outcome = async () => second;
  await renewal.renewIfDue(first);
  session.now = 26 * hour;
  session.outcome = async () => third;
  assert.equal(await renewal.renewIfDue(first), third);
  assert.deepEqual(session.asked, [first, second]);
  assert.equal(renewal.latestOf(first), third);
});

for (const [what, outcome] of [
  ['an outage', () => Promise.reject(new Error('away'))],
  ['a refusal', async () => null],
] as [string, () => Promise<string>][]) {
  test(`${what} changes nothing, is not repeated at once, and is repeated soon`, async () => {
    const { session, renewal } = setUp();
    const token = tokenFrom(0);
    session.now = 13 * hour;
    session.outcome = outcome;
    assert.deepEqual(await Promise.all([renewal.renewIfDue(token), renewal.renewIfDue(token)]), [
      token,
      token,
    ]);
    session.now += 1;
    assert.equal(await renewal.renewIfDue(token), token);
    assert.equal(session.asked.length, 1);
    session.now += 1;
    const next = tokenFrom(session.now);
    session.outcome = async () => next;
    assert.equal(await renewal.renewIfDue(token), next);
  });
}

test('a renewal that gives the same token again ends, and counts as none', async () => {
  const { session, renewal } = setUp();
  const token = tokenFrom(0);
  session.now = 13 * hour;
  session.outcome = async () => token;
  assert.equal(await renewal.renewIfDue(token), token);
  assert.equal(renewal.latestOf(token), token);
});

test('what is remembered is bounded', async () => {
  const { session, renewal } = setUp({ maxRemembered: 2 });
  session.now = 13 * hour;
  const tokens = [1, 2, 3].map(() => tokenFrom(0));
  for (const token of tokens) {
    session.outcome = async () => tokenFrom(session.now);
    assert.notEqual(await renewal.renewIfDue(token), token);
  }
  const known = tokens.map((token) => renewal.latestOf(token) !== token);
  assert.deepEqual(known, [false, true, true]);
});

test('a copy of a replaced token is not given the next one once that was shown', async () => {
  const { session, renewal } = setUp();
  const token = tokenFrom(0);
  session.now = 13 * hour;
  const next = tokenFrom(session.now);
  session.outcome = async () => next;
  assert.equal(await renewal.renewIfDue(token), next);
  assert.equal(await renewal.renewIfDue(token), next, 'a tab that asked at the same time');
  assert.equal(await renewal.renewIfDue(next), next, 'the browser has it now');
  assert.equal(await renewal.renewIfDue(token), token);
  assert.equal(renewal.latestOf(token), next);
  assert.deepEqual(session.asked, [token]);
});
