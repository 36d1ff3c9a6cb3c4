import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from '../../../../test/support/properties.ts';
import { type BatchOptions, batchCalls } from '../../src/directus/coalesced-calls.ts';
import { singleFlight } from './single-flight.ts';

const bounds = {
  maxCalls: 2,
  maxKeys: 1_000,
  maxKeyCharacters: 900_000,
  charactersOf: (key: string) => key.length,
  maxWaiting: 10_000,
  deadlineMs: 60_000,
  giveUp: (reason: string) => new Error(reason),
};

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** A Directus whose answers are decided when a call arrives and held back until the test lets them go. */
function heldBack<T>(decide: (key: string) => T) {
  const calls: (readonly string[])[] = [];
  const held: { release(): void; fail(): void }[] = [];
  const send = (keys: readonly string[]) => {
    calls.push(keys);
    const outcomes = keys.map(decide);
    return new Promise<T[]>((resolve, reject) =>
      held.push({ release: () => resolve(outcomes), fail: () => reject(new Error('down')) }),
    );
  };
  const releaseAll = async () => {
    for (let idle = 0; idle < 3; idle += 1) {
      while (held.length > 0) {
        held.shift()?.release();
        idle = 0;
        await turn();
      }
      await turn();
    }
  };
  return { calls, held, send, releaseAll };
}

function batched<T>(send: BatchOptions<T>['send'], changes: Partial<BatchOptions<T>> = {}) {
  return batchCalls<T>({ ...bounds, send, ...changes });
}

/** Asks, revokes while the answer is held back, asks again: what the second question is told. */
async function askAcrossRevocation(
  wrap: (send: BatchOptions<boolean>['send']) => (key: string) => Promise<boolean>,
): Promise<boolean> {
  let isValid = true;
  const directus = heldBack(() => isValid);
  const ask = wrap(directus.send);
  const first = ask('token');
  await turn();
  assert.equal(directus.calls.length, 1, 'the first check is under way');
  isValid = false;
  const second = ask('token');
  await turn();
  await directus.releaseAll();
  assert.equal(await first, true);
  return second;
}

test('a question asked after a revocation is refused, though an earlier call is still under way', async () => {
  assert.equal(await askAcrossRevocation((send) => batched(send)), false);
  assert.equal(await askAcrossRevocation((send) => batched(send, { maxCalls: 1 })), false);
});

test('control: an ordinary single flight lets the revoked token pass', async () => {
  const wrap = (send: BatchOptions<boolean>['send']) =>
    singleFlight(async (key: string) => (await send([key]))[0] === true);
  assert.equal(await askAcrossRevocation(wrap), true);
});

test('all who wait go in the next call, each key once', async () => {
  const directus = heldBack((key) => `of ${key}`);
  const ask = batched(directus.send, { maxCalls: 1 });
  const first = ask('a');
  await turn();
  const others = ['b', 'c', 'b', 'a', 'c', 'd'].map((key) => ask(key));
  await directus.releaseAll();
  assert.equal(await first, 'of a');
  assert.deepEqual(await Promise.all(others), ['of b', 'of c', 'of b', 'of a', 'of c', 'of d']);
  assert.deepEqual(directus.calls, [['a'], ['b', 'c', 'a', 'd']]);
});

test('no more calls are under way than allowed, and no call is larger than allowed', async () => {
  const directus = heldBack((key) => key);
  const ask = batched(directus.send, { maxCalls: 2, maxKeys: 3, maxKeyCharacters: 8 });
  const keys = Array.from({ length: 20 }, (_, index) => `key${index}`);
  const answers = Promise.all(keys.map((key) => ask(key)));
  for (let count = 0; count < 10; count += 1) await turn();
  assert.equal(directus.calls.length, 2);
  await directus.releaseAll();
  assert.deepEqual(await answers, keys);
  for (const call of directus.calls) {
    assert.ok(call.length <= 3);
    assert.ok(call.length === 1 || call.join('').length <= 8);
  }
});

test('a key larger than a whole call still goes, alone', async () => {
  const directus = heldBack((key) => key.length);
  const ask = batched(directus.send, { maxKeyCharacters: 10 });
  const answers = [ask('x'.repeat(50)), ask('y')];
  await turn();
  await directus.releaseAll();
  assert.deepEqual(await Promise.all(answers), [50, 1]);
});

test('a failed call fails those in it and nobody else', async () => {
  const directus = heldBack((key) => key);
  const ask = batched(directus.send, { maxCalls: 1 });
  const failing = [ask('a'), ask('b')];
  await turn();
  const later = ask('a');
  directus.held.shift()?.fail();
  for (const answer of failing) await assert.rejects(answer, /down/);
  await turn();
  await directus.releaseAll();
  assert.equal(await later, 'a');
});

test("one caller's deadline doesn't disturb those who ask later", async () => {
  const directus = heldBack((key) => key);
  const ask = batched(directus.send, { deadlineMs: 1, maxCalls: 1 });
  await assert.rejects(ask('a'), /deadline/);
  await directus.releaseAll();
  const patient = batched(directus.send);
  const answer = patient('a');
  await turn();
  await directus.releaseAll();
  assert.equal(await answer, 'a');
});

test('nothing is sent or kept for callers whose deadline passed', async () => {
  const directus = heldBack((key) => key);
  const ask = batched(directus.send, { maxCalls: 1, deadlineMs: 30 });
  const first = ask('stuck');
  const gone = Array.from({ length: 100 }, (_, index) => ask(`gone-${index}`));
  const outcomes = await Promise.allSettled([first, ...gone]);
  assert.ok(outcomes.every(({ status }) => status === 'rejected'));
  const later = ask('later');
  await directus.releaseAll();
  assert.equal(await later, 'later');
  assert.deepEqual(directus.calls.slice(1), [['later']]);
});

test('beyond the bound a caller is refused at once, and there is room again afterwards', async () => {
  const directus = heldBack((key) => key);
  const ask = batched(directus.send, { maxWaiting: 3 });
  const waiting = [ask('a'), ask('a'), ask('b')];
  await assert.rejects(ask('c'), /overload/);
  await turn();
  await assert.rejects(ask('c'), /overload/);
  await directus.releaseAll();
  await Promise.all(waiting);
  const later = ask('c');
  await turn();
  await directus.releaseAll();
  assert.equal(await later, 'c');
});

test('no answer is older than its question or of another key, in any order of events', async () => {
  const event = fc.oneof(
    fc.record({ kind: fc.constant('ask' as const), key: fc.constantFrom('a', 'b', 'c') }),
    fc.record({ kind: fc.constantFrom('answer' as const, 'change' as const, 'turn' as const) }),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(event, { maxLength: 60 }),
      fc.integer({ min: 1, max: 3 }),
      async (events, maxCalls) => {
        let version = 0;
        const directus = heldBack((key) => ({ key, version }));
        const ask = batched(directus.send, { maxCalls, maxKeys: 2 });
        const questions: Promise<void>[] = [];
        for (const step of events) {
          if (step.kind === 'change') version += 1;
          if (step.kind === 'answer') directus.held.shift()?.release();
          if (step.kind === 'turn') await turn();
          if (step.kind !== 'ask') continue;
          const askedAt = version;
          questions.push(
            ask(step.key).then((outcome) => {
              assert.equal(outcome.key, step.key);
              assert.ok(outcome.version >= askedAt);
            }),
          );
        }
        await turn();
        await directus.releaseAll();
        await Promise.all(questions);
      },
    ),
  );
});
