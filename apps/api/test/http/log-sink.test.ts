import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLogSink } from '../../src/http/log-sink.ts';

/** A file that takes as many bytes as it has room for. */
function smallDisk(room: number) {
  let text = '';
  let left = room;
  let code = 'ENOSPC';
  return {
    text: () => text,
    lines: () => text.split('\n').slice(0, -1),
    makeRoom: (more: number) => {
      left += more;
    },
    failWith: (other: string) => {
      code = other;
    },
    write(chunk: Buffer): number {
      if (left === 0) throw Object.assign(new Error('no room'), { code });
      const length = Math.min(left, chunk.length);
      left -= length;
      text += chunk.toString('utf8', 0, length);
      return length;
    },
  };
}

test('a full disk loses lines, ends nothing, and the log says how many once there is room', () => {
  const disk = smallDisk(10);
  const sink = createLogSink({ write: disk.write, now: () => 5 });
  sink.write('first 8\n');
  assert.equal(sink.problem(), undefined);
  // Two bytes fit; the rest of this line never comes.
  sink.write('torn\n');
  sink.write('lost\n');
  assert.equal(sink.problem(), 'ENOSPC');
  assert.equal(sink.problem(), 'ENOSPC');
  disk.makeRoom(1_000);
  assert.equal(sink.problem(), undefined);
  sink.write('last\n');
  const [first, torn, note = '', last] = disk.lines();
  assert.deepEqual([first, torn, last], ['first 8', 'to', 'last']);
  assert.match(JSON.parse(note).msg, /ENOSPC.*: 2 lines are missing here/);
});

test('every line is whole JSON or stands alone, wherever the room ends', () => {
  for (let room = 1; room < 60; room += 1) {
    const disk = smallDisk(room);
    const sink = createLogSink({ write: disk.write });
    for (let n = 0; n < 5; n += 1) sink.write(`{"n":${n},"text":"abcdef"}\n`);
    disk.makeRoom(3);
    sink.write('{"n":5}\n');
    disk.makeRoom(1_000);
    sink.write('{"n":6}\n');
    const lines = disk.lines();
    assert.deepEqual(JSON.parse(lines.at(-1) ?? ''), { n: 6 }, `${room}: ${disk.text()}`);
    const note = lines.findLast((line) => line.includes('missing here')) ?? '';
    assert.ok(JSON.parse(note).msg, `${room}: ${disk.text()}`);
  }
});

test('a reader that is slow for a moment misses nothing', async () => {
  const disk = smallDisk(4);
  disk.failWith('EAGAIN');
  const sink = createLogSink({ write: disk.write });
  for (const line of ['one\n', 'two\n', 'three\n']) sink.write(line);
  assert.equal(disk.text(), 'one\n');
  disk.makeRoom(1_000);
  while (!disk.text().endsWith('three\n')) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(disk.text(), 'one\ntwo\nthree\n');
});

test('a reader that stays too slow is told how many lines it missed once it reads again', async () => {
  const disk = smallDisk(0);
  disk.failWith('EAGAIN');
  const sink = createLogSink({ write: disk.write });
  // A megabyte is held for it; the last five of these don't fit.
  for (let n = 0; n < 15; n += 1) sink.write(`${'x'.repeat(99_999)}\n`);
  disk.makeRoom(10_000_000);
  while (disk.lines().length < 10) await new Promise((resolve) => setTimeout(resolve, 20));
  sink.write('next\n');
  assert.match(disk.lines()[10] ?? '', /EAGAIN.*: 5 lines are missing here/);
  assert.deepEqual(disk.lines().slice(11), ['next']);
  assert.equal(sink.problem(), undefined);
});

test('what is said of missing lines stays whole where the reader is slow with it', async () => {
  const disk = smallDisk(0);
  const sink = createLogSink({
    write(chunk) {
      try {
        return disk.write(chunk);
      } catch (error) {
        // Right after it has taken a part of the note, the reader has room again.
        if (disk.text() !== '') disk.makeRoom(1_000);
        throw error;
      }
    },
  });
  sink.write('lost\n');
  disk.failWith('EAGAIN');
  disk.makeRoom(20);
  sink.write('next\n');
  while (disk.lines().length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
  const [note = '', next] = disk.lines();
  assert.match(note, /^\{.*ENOSPC.*: 1 lines are missing here"\}$/);
  assert.equal(next, 'next');
});

test('a reader that is gone keeps nobody waiting and fills no memory', () => {
  const disk = smallDisk(0);
  disk.failWith('EPIPE');
  const sink = createLogSink({ write: disk.write });
  for (let n = 0; n < 10_000; n += 1) sink.write('x'.repeat(1_000));
  assert.equal(sink.problem(), 'EPIPE');
});
