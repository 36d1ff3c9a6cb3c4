import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from '../../../../test/support/properties.ts';
import { coalesceNextCall } from '../../src/directus/coalesced-calls.ts';
import { singleFlight } from './single-flight.ts';

/** A Directus of one token, whose answers are held back until the test lets them go. */
function heldBack() {
  const state = { isValid: true, calls: 0 };
  const held: (() => void)[] = [];
  const call = () => {
    state.calls += 1;
    const answer = state.isValid;
    return new Promise<boolean>((resolve) => held.push(() => resolve(answer)));
  };
  const releaseAll = async () => {
    while (held.length > 0) {
      held.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { state, call, releaseAll };
}

function shared<T>(
  call: (key: string) => Promise<T>,
  bounds = { deadlineMs: 60_000, maxWaiting: 1_000 },
) {
  return coalesceNextCall<T>({ ...bounds, call, giveUp: (reason) => new Error(reason) });
}

/** Asks, revokes while the answer is held back, asks again: what the second question is told. */
async function askAcrossRevocation(share: typeof shared<boolean>): Promise<boolean> {
  const directus = heldBack();
  const ask = share(directus.call);
  const first = ask('token');
  directus.state.isValid = false;
  const second = ask('token');
  await directus.releaseAll();
  assert.equal(await first, true);
  return second;
}

test('a question asked after a revocation is refused, though an earlier call is still under way', async () => {
  assert.equal(await askAcrossRevocation(shared), false);
});

test('control: an ordinary single flight lets the revoked token pass', async () => {
  assert.equal(await askAcrossRevocation(singleFlight), true);
});

test('everyone who waits for the same key shares one next call', async () => {
  const directus = heldBack();
  const ask = shared(directus.call);
  const answers = Array.from({ length: 50 }, () => ask('token'));
  await directus.releaseAll();
  assert.deepEqual(new Set(await Promise.all(answers)), new Set([true]));
  assert.equal(directus.state.calls, 2);
});

test('no answer is older than its question, in any order of questions, answers and changes', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(fc.constant('ask'), fc.constant('answer'), fc.constant('change')), {
        maxLength: 40,
      }),
      async (steps) => {
        let version = 0;
        const held: (() => void)[] = [];
        const ask = shared<number>(() => {
          const seen = version;
          return new Promise((resolve) => held.push(() => resolve(seen)));
        });
        const questions: Promise<void>[] = [];
        for (const step of steps) {
          if (step === 'change') version += 1;
          if (step === 'answer') held.shift()?.();
          if (step === 'ask') {
            const askedAt = version;
            questions.push(ask('token').then((seen) => assert.ok(seen >= askedAt)));
          }
          await Promise.resolve();
        }
        const all = Promise.all(questions);
        let isDone = false;
        void all.finally(() => {
          isDone = true;
        });
        while (!isDone) {
          held.shift()?.();
          await new Promise((resolve) => setImmediate(resolve));
        }
        await all;
      },
    ),
  );
});

test('a failure reaches those who share it, and the next question starts afresh', async () => {
  let calls = 0;
  const ask = shared(async () => {
    calls += 1;
    if (calls === 1) throw new Error('down');
    return 'up';
  });
  await assert.rejects(ask('token'), /down/);
  assert.equal(await ask('token'), 'up');
});

test("one caller's deadline doesn't disturb those who wait longer", async () => {
  const directus = heldBack();
  const impatient = shared(directus.call, { deadlineMs: 1, maxWaiting: 10 });
  await assert.rejects(impatient('token'), /deadline/);
  const next = impatient('token');
  await assert.rejects(next, /deadline/);
  await directus.releaseAll();
});

test('callers beyond the bound are refused at once, and there is room again afterwards', async () => {
  const directus = heldBack();
  const ask = shared(directus.call, { deadlineMs: 60_000, maxWaiting: 2 });
  const waiting = [ask('a'), ask('b')];
  await assert.rejects(ask('c'), /overload/);
  await assert.rejects(ask('a'), /overload/);
  await directus.releaseAll();
  await Promise.all(waiting);
  const later = ask('c');
  await directus.releaseAll();
  assert.equal(await later, true);
});
