import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { removeLeftovers, replaceFolder } from '../scripts/build-folders.ts';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'genie-build-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function createFolder(name: string, text = name): Promise<string> {
  await mkdir(join(root, name));
  await writeFile(join(root, name, 'index.html'), text);
  return join(root, name);
}

const pageOf = (name: string) => readFile(join(root, name, 'index.html'), 'utf8');

test('a build takes the place of the one before and leaves nothing else', async () => {
  await replaceFolder(await createFolder('dist-aaaaaa', 'first'), join(root, 'dist'));
  await replaceFolder(await createFolder('dist-bbbbbb', 'second'), join(root, 'dist'));
  assert.equal(await pageOf('dist'), 'second');
  assert.deepEqual(await readdir(root), ['dist']);
});

test('of builds that end together one is there whole, and nothing else', async () => {
  await createFolder('dist', 'old');
  const names = ['dist-aaaaaa', 'dist-bbbbbb', 'dist-cccccc', 'dist-dddddd'];
  const drafts = await Promise.all(names.map((name) => createFolder(name)));
  await Promise.all(drafts.map((draft) => replaceFolder(draft, join(root, 'dist'))));
  assert.ok(names.includes(await pageOf('dist')));
  assert.deepEqual(await readdir(root), ['dist']);
});

test('a build that can not take its place leaves the one before in it', async () => {
  await createFolder('dist', 'old');
  const missing = join(root, 'dist-aaaaaa');
  await assert.rejects(replaceFolder(missing, join(root, 'dist')), { code: 'ENOENT' });
  assert.equal(await pageOf('dist'), 'old');
  assert.deepEqual(await readdir(root), ['dist']);
});

test('what a build left that was broken off is removed, one under way is not', async () => {
  for (const name of ['dist', 'dist-aaaaaa', 'dist-bbbbbb.old', 'dist-notes', 'src']) {
    await createFolder(name);
  }
  await removeLeftovers(root, Date.now() + 60_000);
  assert.equal((await readdir(root)).length, 5);
  await removeLeftovers(root, Date.now() + 2 * 3_600_000);
  assert.deepEqual((await readdir(root)).sort(), ['dist', 'dist-notes', 'src']);
  await removeLeftovers(root, Date.now() + 2 * 3_600_000);
});
