/** What `npm ci` does where SQLite can't be built in the project's path: what it takes along, and where it goes. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import {
  chooseBuildFolder,
  isPlainPath,
  type LockFile,
  lockFileOf,
} from '../../scripts/build-elsewhere.ts';
import { reasonIn, variablesForNpm } from '../../scripts/run-npm.ts';

const root = resolve(import.meta.dirname, '../..');
const readLock = async () => JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8'));

test('of the lock file, SQLite and what it needs are taken, as they are and none optional', async () => {
  const whole = await readLock();
  const { lockfileVersion, packages } = lockFileOf('sqlite3', whole);
  assert.equal(lockfileVersion, whole.lockfileVersion);
  const { '': top, ...taken } = packages;
  const { version } = whole.packages['node_modules/sqlite3'];
  assert.deepEqual(top?.dependencies, { sqlite3: version });
  for (const name of ['sqlite3', 'bindings', 'file-uri-to-path', 'prebuild-install', 'node-gyp']) {
    assert.ok(taken[`node_modules/${name}`] !== undefined, name);
  }
  assert.ok(taken['node_modules/sqlite3/node_modules/tar'] !== undefined);
  assert.equal(taken['node_modules/directus'], undefined);
  for (const [path, entry] of Object.entries(taken)) {
    const { optional, dev, devOptional, peer, ...rest } = whole.packages[path];
    assert.deepEqual(entry, rest, path);
    assert.match(String(entry.integrity), /^sha512-/);
  }
});

test('a package is looked up where Node would: beside it, then above', () => {
  const whole: LockFile = {
    lockfileVersion: 3,
    packages: {
      'node_modules/a': { version: '1.0.0', dependencies: { b: '2', c: '1' } },
      'node_modules/a/node_modules/b': {
        version: '2.0.0',
        optionalDependencies: { c: '1', d: '1' },
      },
      'node_modules/b': { version: '1.0.0' },
      'node_modules/c': { version: '1.0.0', dependencies: { a: '1', b: '1' } },
      'node_modules/e': { version: '1.0.0' },
    },
  };
  assert.deepEqual(Object.keys(lockFileOf('a', whole).packages).sort(), [
    '',
    'node_modules/a',
    'node_modules/a/node_modules/b',
    'node_modules/b',
    'node_modules/c',
  ]);
  assert.throws(() => lockFileOf('d', whole), /package-lock\.json has no d/);
});

test('it goes to the first folder that is plain and can be written', async (t) => {
  const outer = await mkdtemp(join(tmpdir(), 'genie-folder-'));
  t.after(() => rm(outer, { recursive: true, force: true }));
  const folders = ['two words', 'büro', 'good', 'another'].map((name) => join(outer, name));
  for (const folder of folders) await mkdir(folder);
  const absent = join(outer, 'absent');
  assert.equal(await chooseBuildFolder([absent, ...folders]), join(outer, 'good'));
  assert.equal(await chooseBuildFolder([absent, ...folders.slice(0, 2)]), undefined);
});

test('no character that a shell or make reads as something else is plain', () => {
  for (const path of ['/tmp', '/var/folders/x_1/T', '/home/a.b/c-d+e']) {
    assert.ok(isPlainPath(path), path);
  }
  for (const character of ' \t\n\'"$`#%:;&|()[]{}*?!~^=,\\ä') {
    assert.ok(!isPlainPath(`/tmp/a${character}b`), JSON.stringify(character));
  }
});

test('npm runs there as its user had run it, with nothing of the install around it', () => {
  const variables = {
    PATH: '/my büro/node_modules/.bin:/node_modules/.bin:/lib/npm/node-gyp-bin:/usr/bin:/bin',
    HOME: '/root',
    npm_config_registry: 'https://mirror.example',
    npm_config_omit: 'dev',
    npm_config_dry_run: 'true',
    npm_config_local_prefix: '/my büro',
    npm_lifecycle_event: 'postinstall',
    npm_package_json: '/my büro/package.json',
    INIT_CWD: '/my büro',
    NODE_ENV: 'production',
  };
  assert.deepEqual(variablesForNpm(variables), {
    PATH: '/usr/bin:/bin',
    HOME: '/root',
    npm_config_registry: 'https://mirror.example',
  });
});

test('of what npm writes, the line that says why is told', () => {
  const compiler = '../src/a.cc:3:10: fatal error: napi.h: No such file\nnpm error code 1';
  assert.equal(reasonIn(compiler), 'napi.h: No such file');
  const python =
    'npm error gyp ERR! find Python \nnpm error gyp ERR! stack Error: Could not find any Python';
  assert.equal(reasonIn(python), 'Could not find any Python');
  const registry =
    'npm error code ENOTFOUND\nnpm error errno ENOTFOUND\nnpm error network request failed';
  assert.equal(reasonIn(registry), 'network request failed');
  assert.equal(reasonIn('Killed\n'), 'Killed');
  assert.equal(reasonIn(''), 'npm said nothing');
});
