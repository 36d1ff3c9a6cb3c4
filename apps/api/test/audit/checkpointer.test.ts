import assert from 'node:assert/strict';
import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkpointKey, parseCheckpoint } from '@genie-helper/audit-chain';
import { auditPaths } from '@genie-helper/guard-protocol';
import { createCheckpointer } from '../../src/audit/checkpointer.ts';

/** A checkpointer before a log whose end the test sets. */
function startCheckpointer(t: { after(fn: () => Promise<void>): void }, file?: string) {
  const state = { head: { seq: 0, hash: '' }, signed: [] as number[], rounds: 0 };
  const failures: unknown[] = [];
  const checkpointer = createCheckpointer({
    ask: async (path, body) => {
      if (path === auditPaths.head) {
        state.rounds += 1;
        return state.head;
      }
      state.signed.push(Number(Reflect.get(body, 'seq')));
      return {};
    },
    key: checkpointKey(Buffer.alloc(32, 7)),
    file,
    count: () => undefined,
    log: { info: () => undefined, warn: (about: object) => failures.push(about) },
    now: () => new Date(),
    everyMs: 1,
  });
  checkpointer.start();
  t.after(() => checkpointer.close());
  const passTo = async (seq: number, hash: string) => {
    state.head = { seq, hash };
    for (const from = state.rounds; state.rounds < from + 3; ) await sleep(1);
  };
  return { signed: state.signed, failures, passTo };
}

test('a log is signed as it grows, once for each end', async (t) => {
  const { signed, failures, passTo } = startCheckpointer(t);
  await passTo(0, '');
  await passTo(3, 'a');
  await passTo(5, 'b');
  assert.deepEqual(signed, [3, 5]);
  assert.deepEqual(failures, []);
});

test('a log that has become shorter or another gets no checkpoint, and that is told', async (t) => {
  for (const [seq, hash] of [
    [4, 'c'],
    [0, ''],
    [5, 'c'],
  ] as const) {
    const { signed, failures, passTo } = startCheckpointer(t);
    await passTo(5, 'b');
    await passTo(seq, hash);
    assert.deepEqual(signed, [5]);
    assert.equal(failures.length, 1);
  }
});

test('a checkpoint has a line of its own behind one that a full disk has torn', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'genie-checkpoints-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, 'checkpoints.jsonl');
  const { passTo } = startCheckpointer(t, file);
  const linesOf = async () => (await readFile(file, 'utf8')).split('\n');
  await passTo(3, 'a'.repeat(64));
  await appendFile(file, '{"seq":4,"hash":"aa');
  await passTo(5, 'b'.repeat(64));
  await passTo(6, 'c'.repeat(64));
  const [first, torn, ...others] = await linesOf();
  assert.equal(torn, '{"seq":4,"hash":"aa');
  const seqs = [first, ...others.slice(0, -1)].map(
    (line) => parseCheckpoint(JSON.parse(line ?? ''))?.seq,
  );
  assert.deepEqual(seqs, [3, 5, 6]);
  assert.equal(others.at(-1), '');
});
