import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { findBrokenPackages } from '../src/index.ts';

const root = resolve(import.meta.dirname, '../..');

test('finds nothing broken in the Directus that these tests run on', async () => {
  assert.deepEqual(await findBrokenPackages('sqlite3'), []);
});

/** A checkout with a Directus in it whose packages are these, each as the source of its module. */
async function checkout(t: TestContext, packages: Readonly<Record<string, string>>) {
  const outer = await mkdtemp(join(tmpdir(), 'genie-install-'));
  t.after(() => rm(outer, { recursive: true, force: true }));
  const dir = join(outer, 'my büro');
  const write = async (path: string, content: string) => {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), content);
  };
  await write('node_modules/directus/package.json', '{}');
  await write('node_modules/@directus/api/cli/run.js', '');
  for (const [name, source] of Object.entries(packages)) {
    await write(`node_modules/${name}/index.js`, source);
  }
  for (const file of ['scripts/check-install.ts', 'directus/src/native-packages.ts']) {
    await mkdir(dirname(join(dir, file)), { recursive: true });
    await copyFile(join(root, file), join(dir, file));
  }
  return dir;
}

/** What `npm ci` runs at its end. */
async function checkInstall(dir: string, env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [join(dir, 'scripts/check-install.ts')], { env });
  const said = text(child.stderr);
  const code = await new Promise((done) => child.once('close', done));
  return { code, said: await said };
}

const whole = { sqlite3: '', argon2: '', 'isolated-vm': '', sharp: '' };

test('an install without SQLite ends with 1, and says that the space in its path is the reason', async (t) => {
  const { sqlite3: _, ...rest } = whole;
  const { code, said } = await checkInstall(await checkout(t, rest));
  assert.equal(code, 1);
  assert.match(said, /no working SQLite \(sqlite3\) \(sqlite3: Cannot find module 'sqlite3'\)/);
  assert.match(said, /my büro.* has a space in it.*\n?.*run "npm ci" again/);
  assert.doesNotMatch(said, /^\s+at /m);
});

test('an install ends with 1 where a package is there and does not load, or ends its process', async (t) => {
  const dir = await checkout(t, {
    ...whole,
    sharp: "throw new Error('wrong ELF class\\nmore')",
    argon2: "process.kill(process.pid, 'SIGKILL')",
  });
  const { code, said } = await checkInstall(dir);
  assert.equal(code, 1);
  assert.match(said, /argon2, sharp \(argon2: it ends the process.*; sharp: wrong ELF class\)/);
});

test('a whole install is silent; so is one without Directus, and one whose SQLite was left out', async (t) => {
  const dir = await checkout(t, whole);
  assert.deepEqual(await checkInstall(dir), { code: 0, said: '' });
  await rm(join(dir, 'node_modules/sqlite3'), { recursive: true });
  const omit = { npm_config_omit: 'dev optional' };
  assert.deepEqual(await checkInstall(dir, omit), { code: 0, said: '' });
  await rm(join(dir, 'node_modules/directus'), { recursive: true });
  assert.deepEqual(await checkInstall(dir), { code: 0, said: '' });
});
