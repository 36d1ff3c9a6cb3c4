import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import fc from '../../../../test/support/properties.ts';
import {
  type AdmissionOptions,
  adaptiveLimit,
  createAdmission,
  fixedLimit,
  type Release,
} from '../../src/http/concurrency-limit.ts';

const alone = { isAlone: true, isFull: false };
const full = { isAlone: false, isFull: true };

/** A limit that knows that a piece takes 20 ms alone. */
function rested() {
  const concurrency = adaptiveLimit();
  for (let n = 0; n < 20; n += 1) concurrency.recordLatency('a', 20, alone);
  return concurrency;
}

test('work that merely queues behind us is done by few at once, but never by nobody', () => {
  const concurrency = rested();
  const before = concurrency.limit();
  for (let n = 0; n < 500; n += 1) concurrency.recordLatency('a', 200, full);
  assert.ok(before > 1);
  assert.equal(concurrency.limit(), 1);
});

test('work that takes no longer together than alone is done by more and more, up to a bound', () => {
  const concurrency = rested();
  for (let n = 0; n < 1_000; n += 1) concurrency.recordLatency('a', 22, full);
  assert.ok(concurrency.limit() > 40);
  for (let n = 0; n < 100_000; n += 1) concurrency.recordLatency('a', 22, full);
  assert.equal(concurrency.limit(), 256);
});

test('what shrank grows again when the reason is gone', () => {
  const concurrency = rested();
  for (let n = 0; n < 500; n += 1) concurrency.recordLatency('a', 200, full);
  for (let n = 0; n < 500; n += 1) concurrency.recordLatency('a', 20, full);
  assert.ok(concurrency.limit() > 16);
});

test('pieces that differ by themselves, or are slow while there is room, change nothing', () => {
  const concurrency = rested();
  const before = concurrency.limit();
  for (let n = 0; n < 1_000; n += 1) {
    concurrency.recordLatency('a', n % 2 === 0 ? 5 : 900, { isAlone: false, isFull: false });
  }
  assert.equal(concurrency.limit(), before);
});

test('each kind is compared with itself', () => {
  const concurrency = rested();
  for (let n = 0; n < 20; n += 1) concurrency.recordLatency('slow', 900, alone);
  for (let n = 0; n < 1_000; n += 1) concurrency.recordLatency('slow', 950, full);
  assert.ok(concurrency.limit() > 16);
});

class Refused extends Error {}

const refuse = () => new Refused();

/** A door for two at once, and a clock that goes when told to. */
function limitOfTwo(options: Partial<AdmissionOptions> = {}) {
  let time = 0;
  const now = () => time;
  const acquire = createAdmission({ refuse, concurrency: fixedLimit(2), now, ...options });
  return {
    acquire: () => acquire('a'),
    pass(ms: number) {
      time += ms;
    },
  };
}

const patient = { maxWaitMs: 3_600_000, overloadedMaxWaitMs: 1 };

test('never more than the limit are under way, and everyone who left makes room', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 200 }), async (arrivals) => {
      const { acquire } = limitOfTwo();
      const inside: Release[] = [];
      let asked = 0;
      let entered = 0;
      for (const isArrival of arrivals) {
        if (isArrival) {
          asked += 1;
          void acquire().then((release) => {
            entered += 1;
            inside.push(release);
          });
        } else inside.shift()?.(true);
        await turn();
        assert.ok(inside.length <= 2);
      }
      while (inside.length > 0) {
        inside.shift()?.(true);
        await turn();
      }
      assert.equal(entered, asked);
    }),
    { numRuns: 50 },
  );
});

test('a burst waits its turn, in order', async () => {
  const { acquire } = limitOfTwo();
  const order: number[] = [];
  await Promise.all(
    Array.from({ length: 50 }, async (_, n) => {
      const release = await acquire();
      order.push(n);
      await turn();
      release(true);
    }),
  );
  assert.deepEqual(
    order,
    Array.from({ length: 50 }, (_, n) => n),
  );
});

test('after a second of long waits, refuses newcomers at once and those who waited too long', async () => {
  const acquire = limitOfTwo({ ...patient, targetMs: 500, intervalMs: 1_000 });
  const [one, two] = [await acquire.acquire(), await acquire.acquire()];
  const third = acquire.acquire();
  const fourth = acquire.acquire();
  const fifth = acquire.acquire();
  const isRefused = assert.rejects(fifth, Refused);
  acquire.pass(600);
  one(true);
  const leaveThird = await third;
  acquire.pass(600);
  two(true);
  const leaveFourth = await fourth;
  acquire.pass(600);
  leaveThird(true);
  await isRefused;
  const inside = [await acquire.acquire(), leaveFourth];
  await assert.rejects(acquire.acquire(), Refused, 'an empty queue is no sign that it is over');
  acquire.pass(1_500);
  const late = acquire.acquire();
  inside[0]?.(true);
  (await late)(true);
});

test('many may wait, as long as none waits long', async () => {
  const acquire = limitOfTwo({ ...patient, targetMs: 500, intervalMs: 1_000 });
  const inside = [await acquire.acquire(), await acquire.acquire()];
  let last = Promise.resolve<Release>(() => undefined);
  for (let n = 0; n < 100; n += 1) {
    const [next, other] = [acquire.acquire(), acquire.acquire()];
    acquire.pass(400);
    for (const release of inside.splice(0)) release(true);
    inside.push(await next, await other);
    last = Promise.resolve(inside[0] as Release);
  }
  (await last)(true);
});

test('waiting comes to an end where nobody leaves', async () => {
  const { acquire } = limitOfTwo({ maxWaitMs: 1 });
  await Promise.all([acquire(), acquire()]);
  await assert.rejects(acquire(), Refused);
});

test('whoever would wait too long, by how fast work goes, is told so at once', async () => {
  const acquire = limitOfTwo({ ...patient, longestMs: 1_000 });
  const inside = [await acquire.acquire(), await acquire.acquire()];
  acquire.pass(900);
  for (const release of inside.splice(0)) release(true);
  inside.push(await acquire.acquire(), await acquire.acquire());
  // At 900 ms a piece and two at once, the fourth would begin after 1,350 ms.
  const waiting = [acquire.acquire(), acquire.acquire(), acquire.acquire()];
  await assert.rejects(acquire.acquire(), Refused);
  for (const release of inside) release(true);
  for (const next of waiting) (await next)(true);
});

test('no more wait than may', async () => {
  const { acquire } = limitOfTwo({ maxWaiting: 1, maxWaitMs: 3_600_000 });
  const [release] = await Promise.all([acquire(), acquire()]);
  const waiting = acquire();
  await assert.rejects(acquire(), Refused);
  release(true);
  await waiting;
});

test('what failed teaches nothing', async () => {
  const learned: string[] = [];
  const concurrency = { limit: () => 2, recordLatency: (kind: string) => void learned.push(kind) };
  const acquire = createAdmission({ refuse, concurrency });
  (await acquire('failed'))(false);
  (await acquire('done'))(true);
  assert.deepEqual(learned, ['done']);
});
