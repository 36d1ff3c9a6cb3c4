import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createActiveStreams, maxActiveStreams } from '../../src/chat/active-streams.ts';
import type { PendingAnswer } from '../../src/chat/answer-message.ts';

const { signal } = new AbortController();
const words: PendingAnswer = async function* () {
  yield 'one';
  yield 'two';
};
const broken: PendingAnswer = () => {
  throw new Error('told to');
};

test('a user has three answers open at once, and nobody else is kept from theirs', async () => {
  const hold = createActiveStreams();
  const answers: PendingAnswer[] = [];
  for (let count = 0; count < maxActiveStreams; count += 1) {
    answers.push(await hold('mia', async () => words));
  }
  await assert.rejects(
    hold('mia', async () => words),
    { code: 'chat.too_many_open' },
  );
  await hold('eve', async () => words);
  for await (const _word of answers[0]?.(signal) ?? []);
  await hold('mia', async () => words);
});

test('a place is free again however its answer ends: read, left, broken, never begun', async () => {
  const hold = createActiveStreams();
  for (let count = 0; count < 4 * maxActiveStreams; count += 1) {
    const read = await hold('mia', async () => words);
    for await (const _word of read(signal));
    const left = await hold('mia', async () => words);
    for await (const _word of left(signal)) break;
    const failing = await hold('mia', async () => broken);
    await assert.rejects(async () => {
      for await (const _word of failing(signal));
    });
    await assert.rejects(hold('mia', () => Promise.reject(new Error('not prepared'))));
  }
});
