import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPolling } from '../../src/directus/polling.ts';

function createLog() {
  const lines: string[] = [];
  return {
    lines,
    info: (line: string) => lines.push(line),
    warn: (_: object, line: string) => lines.push(line),
  };
}

/** Resolves once `count` rounds have begun. */
function createWork(outcomes: readonly ('works' | 'fails')[]) {
  const all = Promise.withResolvers<void>();
  let rounds = 0;
  return {
    all: all.promise,
    rounds: () => rounds,
    async work() {
      const outcome = outcomes[rounds];
      rounds += 1;
      if (rounds === outcomes.length) all.resolve();
      if (outcome === 'fails') throw new Error('refused');
    },
  };
}

const words = { onFailure: 'cannot', onRecovery: 'can again' };

test('an outage is told once, and so is its end', async () => {
  const log = createLog();
  const { work, all } = createWork(['works', 'fails', 'fails', 'works', 'fails', 'works']);
  const polling = createPolling({ work, everyMs: 1, log: log as never, ...words });
  polling.start();
  await all;
  await polling.close();
  assert.deepEqual(log.lines, ['cannot', 'can again', 'cannot', 'can again']);
});

test('nothing begins after the end, which waits for what is under way', async () => {
  const done = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  let isOver = false;
  const work = async (isClosed: () => boolean) => {
    begun.resolve();
    await done.promise;
    isOver = isClosed();
  };
  const polling = createPolling({ work, everyMs: 1, log: createLog() as never, ...words });
  polling.start();
  await begun.promise;
  const closed = polling.close();
  done.resolve();
  await closed;
  assert.equal(isOver, true);
});

test('a call that takes minutes keeps no process from ending', async (t) => {
  const begun = Promise.withResolvers<void>();
  const work = async () => {
    begun.resolve();
    await new Promise(() => undefined);
  };
  const options = { work, everyMs: 1, closeWithinMs: 10, log: createLog() as never, ...words };
  const polling = createPolling(options);
  // What a process has open keeps it running until then; here it's this.
  const open = setInterval(() => undefined, 1_000);
  t.after(() => clearInterval(open));
  polling.start();
  await begun.promise;
  await polling.close();
});

test('what starts later begins with the pause', async () => {
  const { work, all, rounds } = createWork(['works']);
  const polling = createPolling({ work, everyMs: 1, log: createLog() as never, ...words });
  polling.start('later');
  assert.equal(rounds(), 0);
  await all;
  await polling.close();
});
