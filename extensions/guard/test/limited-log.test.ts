import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLimitedLog } from '../src/shared/limited-log.ts';

test('tells one line a window, and how many it didn’t tell', () => {
  const lines: string[] = [];
  const clock = { ms: 0 };
  const tell = createLimitedLog((line) => lines.push(line), { windowMs: 10, now: () => clock.ms });
  for (let count = 0; count < 100; count += 1) tell('first.');
  clock.ms = 9;
  tell('too early.');
  clock.ms = 10;
  tell('second.');
  clock.ms = 20;
  tell('third.');
  assert.deepEqual(lines, [
    'first.',
    'second. 100 more were refused since the last line.',
    'third.',
  ]);
});
