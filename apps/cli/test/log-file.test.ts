import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { until } from '../../../test/support/until.ts';
import { createLineWriter, openLogFile } from '../src/commands/up/log-file.ts';
import { temporaryDir } from './support/installation.ts';

/** Looked at only when it's opened, unless a test says otherwise. */
const bounds = { maxBytes: 100, olderFiles: 2, everyMs: 3_600_000 };

test('a log that is too large when it is opened begins anew, and the older ones stay bounded', async (t) => {
  const dir = await temporaryDir(t);
  const path = join(dir, 'logs', 'api.log');
  for (const round of ['a', 'b', 'c', 'd']) {
    const log = await openLogFile(path, bounds);
    log.writeLine(round.repeat(120));
    await log.close();
  }
  assert.deepEqual((await readdir(join(dir, 'logs'))).sort(), [
    'api.log',
    'api.log.1',
    'api.log.2',
  ]);
  for (const [name, round] of [
    ['api.log', 'd'],
    ['api.log.1', 'c'],
    ['api.log.2', 'b'],
  ]) {
    assert.match(await readFile(join(dir, 'logs', `${name}`), 'utf8'), new RegExp(`^${round}+\n$`));
    assert.equal((await stat(join(dir, 'logs', `${name}`))).mode & 0o777, 0o600);
  }
});

test('a log of the allowed size stays as it is', async (t) => {
  const path = join(await temporaryDir(t), 'api.log');
  await writeFile(path, 'x'.repeat(100));
  await (await openLogFile(path, bounds)).close();
  assert.equal(await readFile(path, 'utf8'), 'x'.repeat(100));
});

test('a child that writes to the log itself goes on at its start after it was emptied', async (t) => {
  const path = join(await temporaryDir(t), 'api.log');
  const log = await openLogFile(path, { ...bounds, everyMs: 20 });
  const script = `const write = (text) => require('node:fs').writeSync(1, text);
    process.on('message', write); write('first '.repeat(30) + '\\n'); process.send(1);`;
  const child = spawn(process.execPath, ['-e', script], {
    stdio: ['ignore', log.fd, 'inherit', 'ipc'],
  });
  await once(child, 'message');
  await until(async () => (await stat(path)).size === 0);
  child.send('second\n');
  await until(async () => (await stat(path)).size > 0);
  child.disconnect();
  await once(child, 'exit');
  await log.close();
  assert.equal(await readFile(path, 'utf8'), 'second\n');
  assert.equal(await readFile(`${path}.1`, 'utf8'), `${'first '.repeat(30)}\n`);
});

test('no line is lost of a log that grows while it is bounded', async (t) => {
  const dir = await temporaryDir(t);
  const path = join(dir, 'directus.log');
  const log = await openLogFile(path, { maxBytes: 2_000, olderFiles: 1_000, everyMs: 1 });
  const expected: string[] = [];
  while (!existsSync(`${path}.3`)) {
    for (let count = 0; count < 50; count += 1) {
      expected.push(`line ${expected.length}`);
      log.writeLine(expected.at(-1) ?? '');
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  await log.close();
  const ageOf = (name: string) => Number(/\d+$/.exec(name)?.[0] ?? 0);
  const names = (await readdir(dir)).sort((one, other) => ageOf(other) - ageOf(one));
  const texts = await Promise.all(names.map((name) => readFile(join(dir, name), 'utf8')));
  assert.deepEqual(texts.join('').trimEnd().split('\n'), expected);
});

test('where the older log can not be written, the log goes on and nothing is thrown', async (t) => {
  const dir = await temporaryDir(t);
  const path = join(dir, 'api.log');
  await writeFile(path, 'x'.repeat(200));
  await chmod(path, 0o644);
  await mkdir(`${path}.1`);
  await writeFile(join(`${path}.1`, 'in-the-way'), '');
  await mkdir(`${path}.2`);
  await writeFile(join(`${path}.2`, 'in-the-way'), '');
  const log = await openLogFile(path, bounds);
  log.writeLine('goes on');
  await log.close();
  assert.equal(await readFile(path, 'utf8'), `${'x'.repeat(200)}goes on\n`);
  assert.equal((await stat(path)).mode & 0o777, 0o600);
  assert.deepEqual((await readdir(dir)).sort(), ['api.log', 'api.log.1', 'api.log.2']);
});

test('after a full disk the log says how many lines are missing, once, and goes on on a new line', () => {
  let log = '';
  let room = 12;
  const write = (text: string) => {
    const taken = Math.min(text.length, room);
    if (taken === 0) throw Object.assign(new Error('no room'), { code: 'ENOSPC' });
    room -= taken;
    log += text.slice(0, taken);
    return taken;
  };
  const writeLine = createLineWriter(write);
  for (const line of ['whole', 'torn here', 'lost', 'lost']) writeLine(line);
  // Enough for a part of the note, which is none of the missing lines.
  room = 20;
  writeLine('lost');
  room = 10_000;
  writeLine('again');
  writeLine('and on');
  const lines = log.split('\n');
  assert.deepEqual([lines[0], lines[1]], ['whole', 'torn h']);
  assert.match(
    String(lines[3]),
    /"msg":"the log could not be written \(ENOSPC\): 4 lines are missing here"/,
  );
  assert.deepEqual(lines.slice(4), ['again', 'and on', '']);
});
