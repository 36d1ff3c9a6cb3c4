import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StopSignal } from '../src/cli-context.ts';
import { type Child, createChildren } from '../src/commands/up/children.ts';
import { watchInterruption } from '../src/interruption.ts';

function fakeChild(name: string, events: string[]) {
  const { promise: exited, resolve } = Promise.withResolvers<Awaited<Child['exited']>>();
  const child: Child = {
    name,
    exited,
    logPath: '/log',
    lastLines: () => ['first', 'last'],
    kill: () => void events.push(`kill ${name}`),
    async stop(graceMs) {
      events.push(`stop ${name} ${graceMs}`);
      resolve({ code: 0, signal: null });
    },
  };
  return { child, die: () => resolve({ code: 3, signal: null }) };
}

test('stops what was started last first, and shares the time between them', async () => {
  const events: string[] = [];
  const children = createChildren(() => 0);
  children.add(fakeChild('Directus', events).child);
  children.add(fakeChild('The API', events).child);
  await children.stopAll(10_000);
  assert.deepEqual(events, ['stop The API 5000', 'stop Directus 10000']);
});

test('reports a child that dies by itself, with its last lines', async () => {
  const children = createChildren(() => 0);
  const { child, die } = fakeChild('Directus', []);
  children.add(child);
  die();
  await assert.rejects(children.untilOneDies(), {
    message: 'Directus stopped by itself (exit code 3). It wrote last:',
    lines: ['first', 'last'],
  });
});

function setUpInterruption() {
  let now = 0;
  let send: (signal: StopSignal) => void = () => {};
  const insisted: number[] = [];
  const context = {
    now: () => now,
    onSignal(listener: typeof send) {
      send = listener;
      return () => {};
    },
  };
  const interruption = watchInterruption(context, (code) => void insisted.push(code));
  const sendAt = (ms: number, signal: StopSignal) => {
    now = ms;
    send(signal);
  };
  return { interruption, insisted, sendAt };
}

test('takes the two signals of one Ctrl-C under npm as one', () => {
  const { interruption, insisted, sendAt } = setUpInterruption();
  sendAt(0, 'SIGINT');
  sendAt(20, 'SIGINT');
  assert.equal(interruption.signal.aborted, true);
  assert.equal(interruption.exitCode(), 130);
  assert.deepEqual(insisted, []);
});

test('takes a second Ctrl-C as an order to end at once', () => {
  const { insisted, sendAt } = setUpInterruption();
  sendAt(0, 'SIGTERM');
  sendAt(900, 'SIGINT');
  assert.deepEqual(insisted, [130]);
});
