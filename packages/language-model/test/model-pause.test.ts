import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  createModelPause,
  heedRetryAfter,
  longestPauseMs,
  ModelBusyError,
} from '../src/model-pause.ts';

const address = 'http://127.0.0.1:9/v1/chat/completions';

/** A server that answers each request with the next of these, and what was sent to it. */
function startServer(...answers: [status: number, headers?: Record<string, string>][]) {
  let nowMs = 0;
  let asked = 0;
  const pause = createModelPause(() => nowMs);
  const fetch = heedRetryAfter(async () => {
    const [status, headers = {}] = answers[asked] ?? [200];
    asked += 1;
    return new Response('{}', { status, headers });
  }, pause);
  return {
    fetch: () => fetch(address),
    pass: (ms: number) => {
      nowMs += ms;
    },
    asked: () => asked,
    pause,
  };
}

const date = 'Fri, 27 Nov 2026 05:00:00 GMT';
const named: [name: string, headers: Record<string, string>, seconds: number][] = [
  ['seconds', { 'retry-after': '7' }, 7],
  ['seconds with blanks', { 'retry-after': ' 7 ' }, 7],
  ['parts of seconds', { 'retry-after': '1.5' }, 2],
  ['no time at all', { 'retry-after': '0' }, 1],
  ['a day', { 'retry-after': '86400' }, longestPauseMs / 1_000],
  ['for ever', { 'retry-after': '9'.repeat(400) }, longestPauseMs / 1_000],
  ['a date', { 'retry-after': 'Fri, 27 Nov 2026 05:00:20 GMT', date }, 20],
  ['a date of the older form', { 'retry-after': 'Friday, 27-Nov-26 05:00:20 GMT', date }, 20],
  ['a date as in C', { 'retry-after': 'Fri Nov 27 05:00:20 2026', date }, 20],
  ['a date that is over', { 'retry-after': 'Fri, 27 Nov 2026 04:00:00 GMT', date }, 1],
  ['a date far away', { 'retry-after': 'Fri, 27 Nov 2099 05:00:00 GMT' }, longestPauseMs / 1_000],
];

for (const status of [429, 503]) {
  for (const [name, headers, seconds] of named) {
    test(`a ${status} that asks for ${name} is a pause of ${seconds} s`, async () => {
      const server = startServer([status, headers]);
      const isBusy = (error: unknown) =>
        error instanceof ModelBusyError && error.retryAfterSeconds === seconds;
      await assert.rejects(server.fetch(), isBusy);
      server.pass(seconds * 1_000 - 501);
      await assert.rejects(server.fetch(), ModelBusyError);
      assert.equal(server.asked(), 1, 'nothing is sent meanwhile');
      server.pass(501);
      assert.equal((await server.fetch()).status, 200);
    });
  }
}

test('a value that names no time, and other statuses, begin no pause', async () => {
  const unusable = ['', 'soon', '-5', '1e3', '0x10', 'tomorrow 5', 'NaN', 'Fri, soon'];
  for (const value of unusable) {
    const server = startServer([429, { 'retry-after': value }], [200]);
    assert.equal((await server.fetch()).status, 429, value);
    assert.equal((await server.fetch()).status, 200, value);
  }
  for (const status of [200, 400, 500, 502]) {
    const server = startServer([status, { 'retry-after': '60' }]);
    assert.equal((await server.fetch()).status, status);
    assert.equal(server.pause.remainingMs(), 0);
  }
});

test('a shorter pause does not end a longer one', async () => {
  const { pause } = startServer();
  pause.pauseFor(5_000);
  pause.pauseFor(1_000);
  assert.equal(pause.remainingMs(), 5_000);
});
