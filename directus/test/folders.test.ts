import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { makeFolder, whyNoFileIn } from '../src/index.ts';

async function temporary(t: TestContext): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'genie-folders-'));
  t.after(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

test('makes a folder and those above it, for the owner only; one that is there is fine', async (t) => {
  const dir = await temporary(t);
  const folder = join(dir, 'a b', 'ü', 'c');
  await Promise.all([makeFolder(folder), makeFolder(folder), makeFolder(join(dir, 'a b', 'd'))]);
  await makeFolder(folder);
  assert.equal((await stat(join(dir, 'a b'))).mode & 0o777, 0o700);
  assert.equal((await stat(folder)).mode & 0o777, 0o700);
});

test('gives up where no folder can be made, under /proc too', { timeout: 20_000 }, async (t) => {
  const dir = await temporary(t);
  await writeFile(join(dir, 'file'), '');
  for (const folder of ['/proc/nothing/data', '/proc/nothing', join(dir, 'file', 'data')]) {
    await assert.rejects(makeFolder(folder), { code: /^E/ }, folder);
  }
});

test('tells whether a file could be made, and makes nothing', async (t) => {
  const dir = await temporary(t);
  await writeFile(join(dir, 'file'), '');
  assert.equal(await whyNoFileIn(join(dir, 'not', 'there', 'yet')), undefined);
  assert.equal(existsSync(join(dir, 'not')), false);
  assert.equal((await whyNoFileIn(join(dir, 'file', 'deeper')))?.code, 'ENOTDIR');
  assert.deepEqual(await whyNoFileIn('/proc/nothing/data'), { code: 'EPERM', folder: '/proc' });
  assert.equal((await whyNoFileIn('/sys/nothing'))?.folder, '/sys');
});

const skip = process.getuid?.() === 0 && 'root may write everywhere';
test("a folder of somebody else's stands in the way", { skip }, async (t) => {
  const locked = join(await temporary(t), 'locked');
  await mkdir(locked);
  await chmod(locked, 0o500);
  assert.deepEqual(await whyNoFileIn(join(locked, 'x')), { code: 'EACCES', folder: locked });
});
