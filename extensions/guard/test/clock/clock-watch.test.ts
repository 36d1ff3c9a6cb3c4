import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClockWatch } from '../../src/clock/clock-watch.ts';

/** A process and a database with clocks of their own; a question takes `tripMs`. */
function createClocks({ tripMs = 0 } = {}) {
  const state = { own: 1_000_000, steady: 0, database: 1_000_000, asked: 0, isDown: false };
  const pass = (ms: number) => {
    state.own += ms;
    state.steady += ms;
    state.database += ms;
  };
  const watch = createClockWatch({
    now: () => state.own,
    steadyNow: () => state.steady,
    async askDatabase() {
      state.asked += 1;
      if (state.isDown) throw new Error('down');
      pass(tripMs / 2);
      const answer = state.database;
      pass(tripMs / 2);
      return answer;
    },
  });
  return { state, pass, watch };
}

test('tells how far ahead or behind it is, whatever the way takes', async () => {
  const { state, watch } = createClocks({ tripMs: 8_000 });
  assert.equal(await watch.skew(), 0);
  state.own += 600_000;
  assert.equal(await watch.skew(), 596_000);
  state.own -= 1_200_000;
  assert.equal(await watch.skew(), -596_000);
});

test('asks once in ten seconds, and at once when the clock was set meanwhile', async () => {
  const { state, pass, watch } = createClocks();
  for (let count = 0; count < 5; count += 1) await watch.skew();
  assert.equal(state.asked, 1);
  state.own += 2_000;
  assert.equal(await watch.skew(), 2_000);
  assert.equal(state.asked, 2);
  pass(10_000);
  await watch.skew();
  assert.equal(state.asked, 3);
});

test('many who ask at one moment share one question', async () => {
  const { state, watch } = createClocks();
  await Promise.all(Array.from({ length: 20 }, () => watch.skew()));
  assert.equal(state.asked, 1);
});

test('an outage of the database is an error before the first answer and after a set clock alone', async () => {
  const { state, pass, watch } = createClocks();
  state.isDown = true;
  await assert.rejects(watch.skew(), /down/);
  state.isDown = false;
  assert.equal(await watch.skew(), 0);
  state.isDown = true;
  pass(60_000);
  assert.equal(await watch.skew(), 0);
  state.own += 600_000;
  await assert.rejects(watch.skew(), /down/);
});

test('a question without an answer keeps nobody waiting whose last answer is young', async () => {
  let steady = 0;
  let asked = 0;
  const never = new Promise<number>(() => undefined);
  const watch = createClockWatch({
    now: () => 1_000_000 + steady,
    steadyNow: () => steady,
    askDatabase() {
      asked += 1;
      return asked === 1 ? Promise.resolve(1_003_000) : never;
    },
  });
  assert.equal(await watch.skew(), -3_000);
  steady = 15_000;
  assert.equal(await watch.skew(), -3_000);
  assert.equal(await watch.skew(), -3_000);
  assert.equal(asked, 2);
});
