import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { gatherLines } from '../../src/http/gather-lines.ts';

const module = resolve(import.meta.dirname, '../../src/http/gather-lines.ts');

/** What a process has written when it's over, having logged a line and then done this. */
function linesOf(ending: string) {
  const code = `
    import { writeSync } from 'node:fs';
    import { gatherLines } from ${JSON.stringify(module)};
    gatherLines({ write: (lines) => writeSync(1, lines) }).write('the last line\\n');
    ${ending}`;
  return spawnSync(process.execPath, ['--input-type=module', '--eval', code], { encoding: 'utf8' });
}

test('lines that come together are written together, in their order', async () => {
  const writes: string[] = [];
  const log = gatherLines({ write: (lines) => writes.push(lines) });
  for (let n = 0; n < 100; n += 1) log.write(`${n}\n`);
  assert.deepEqual(writes, []);
  while (writes.length === 0) await sleep(10);
  log.write('later\n');
  log.flush();
  log.flush();
  assert.equal(writes.length, 2);
  assert.equal(
    writes.join(''),
    `${Array.from({ length: 100 }, (_, n) => `${n}\n`).join('')}later\n`,
  );
});

test('much is written before its time', () => {
  const writes: string[] = [];
  const log = gatherLines({ write: (lines) => writes.push(lines) });
  for (let n = 0; n < 1_000; n += 1) log.write(`${'x'.repeat(999)}\n`);
  assert.ok(writes.length >= 14);
  assert.ok(writes.every((lines) => lines.endsWith('\n')));
});

for (const [how, ending] of [
  ['ends by itself', ''],
  ['is told to exit', 'process.exit(3);'],
  ['fails by an error that nobody catches', 'throw new Error("nobody catches it");'],
  ['fails by a rejection that nobody catches', 'Promise.reject(new Error("nobody catches it"));'],
] as const) {
  test(`the last line of a process is written when it ${how}`, () => {
    assert.equal(linesOf(ending).stdout, 'the last line\n');
  });
}
