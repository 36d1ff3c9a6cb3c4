import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
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
async function checkout(t: TestContext, packages: Readonly<Record<string, string>>, name = 'büro') {
  const outer = await mkdtemp(join(tmpdir(), 'genie-install-'));
  t.after(() => rm(outer, { recursive: true, force: true }));
  const dir = join(outer, name);
  const write = async (path: string, content: string) => {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), content);
  };
  await write('node_modules/directus/package.json', '{ "version": "11.17.4" }');
  await write('node_modules/@directus/api/cli/run.js', '');
  for (const [name, source] of Object.entries(packages)) {
    await write(`node_modules/${name}/index.js`, source);
  }
  for (const file of [
    'scripts/check-install.ts',
    'scripts/build-elsewhere.ts',
    'scripts/run-npm.ts',
    'directus/src/native-packages.ts',
    'directus/src/release.ts',
    'directus/src/errors.ts',
  ]) {
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

test('an install without SQLite ends with 1, and says what to do', async (t) => {
  const { sqlite3: _, ...rest } = whole;
  const dir = await checkout(t, rest, 'plain');
  const { code, said } = await checkInstall(dir, { npm_execpath: await fakeNpm(dir, 'builds') });
  assert.equal(code, 1);
  assert.match(said, /no working SQLite \(sqlite3\) \(sqlite3: Cannot find module 'sqlite3'\)/);
  assert.match(said, /Install a C\+\+ compiler.* then run "npm ci" again/);
  assert.doesNotMatch(said, /^\s+at /m);
});

/** An npm that makes the packages of the lock file where it runs, or says what a compiler says and fails. */
async function fakeNpm(dir: string, kind: 'builds' | 'fails'): Promise<string> {
  const path = join(dirname(dir), kind, 'npm-cli.js');
  const builds = `
    const { packages } = JSON.parse(fs.readFileSync('package-lock.json', 'utf8'));
    for (const place of Object.keys(packages).filter((each) => each !== '')) {
      fs.mkdirSync(place, { recursive: true });
      fs.writeFileSync(place + '/index.js', '// built by ' + process.argv.slice(2).join(' '));
    }`;
  const fails = `
    console.error("npm error code 1\\nnpm error path /x\\nnpm error src/a.cc:1:2: error: no <stdio.h>");
    process.exit(1);`;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `const fs = require('node:fs');${kind === 'builds' ? builds : fails}`);
  return path;
}

/** A checkout in a path with a space, whose npm dropped SQLite and what only that needs. */
async function checkoutWithoutSqlite(t: TestContext) {
  const { sqlite3: _, ...rest } = whole;
  const dir = await checkout(t, { ...rest, tar: 'module.exports = 1' }, 'my büro');
  const sqlite3 = { version: '5.1.7', optional: true, dependencies: { bindings: '1', tar: '6' } };
  const packages = {
    '': {},
    'node_modules/bindings': { version: '1.5.0', optional: true },
    'node_modules/other': { version: '1.0.0' },
    'node_modules/sqlite3': sqlite3,
    'node_modules/tar': { version: '6.2.1' },
  };
  await writeFile(join(dir, 'package.json'), '{"type":"module"}');
  await writeFile(join(dir, 'package-lock.json'), JSON.stringify({ lockfileVersion: 3, packages }));
  const temporary = join(dirname(dir), 'temporary');
  await mkdir(temporary);
  return { dir, temporary };
}

test('in a path with a space SQLite is built elsewhere, with what was dropped beside it', async (t) => {
  const { dir, temporary } = await checkoutWithoutSqlite(t);
  const env = { npm_execpath: await fakeNpm(dir, 'builds'), TMPDIR: temporary };
  const { code, said } = await checkInstall(dir, env);
  assert.equal(code, 0, said);
  assert.equal(
    said,
    `SQLite can't be built in this path; building it in ${temporary}, for some minutes …\nSQLite is built, and loads.\n`,
  );
  for (const name of ['sqlite3', 'bindings']) {
    const source = await readFile(join(dir, 'node_modules', name, 'index.js'), 'utf8');
    assert.match(source, /^\/\/ built by ci /);
  }
  assert.equal(
    await readFile(join(dir, 'node_modules/tar/index.js'), 'utf8'),
    'module.exports = 1',
  );
  assert.deepEqual((await readdir(join(dir, 'node_modules'))).sort(), [
    '@directus',
    'argon2',
    'bindings',
    'directus',
    'isolated-vm',
    'sharp',
    'sqlite3',
    'tar',
  ]);
  assert.deepEqual(await readdir(temporary), []);
});

test('where that fails, too, the install ends with 1, says why, and leaves nothing behind', async (t) => {
  const { dir, temporary } = await checkoutWithoutSqlite(t);
  const env = { npm_execpath: await fakeNpm(dir, 'fails'), TMPDIR: temporary };
  const { code, said } = await checkInstall(dir, env);
  assert.equal(code, 1);
  assert.match(said, /neither in this path nor in \S+temporary: no <stdio\.h>\nInstall a C\+\+/);
  assert.doesNotMatch(said, /^\s+at /m);
  assert.deepEqual(await readdir(temporary), []);
  assert.ok(!(await readdir(join(dir, 'node_modules'))).includes('bindings'));
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
