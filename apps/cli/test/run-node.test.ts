/** `scripts/run-node.sh`, through which `npm start` and its kin go. */
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { chmod, copyFile, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type TestContext, test } from 'node:test';
import { temporaryDir } from './support/installation.ts';

const root = resolve(import.meta.dirname, '../../..');

/** A checkout with nothing but the script, in a folder with a space. */
async function checkout(t: TestContext): Promise<string> {
  const dir = join(await temporaryDir(t), 'my büro');
  await mkdir(join(dir, 'scripts'), { recursive: true });
  await copyFile(join(root, 'scripts/run-node.sh'), join(dir, 'scripts/run-node.sh'));
  await writeFile(join(dir, 'main.ts'), 'console.log(process.execArgv, process.argv.slice(2));');
  return dir;
}

async function npmStart(dir: string, path = '/usr/bin:/bin') {
  const args = ['scripts/run-node.sh', 'main.ts', 'up', 'two words'];
  return new Promise<{ code: unknown; out: string; err: string }>((done) => {
    execFile('sh', args, { cwd: dir, env: { PATH: path } }, (error, out, err) => {
      done({ code: error?.code ?? 0, out, err });
    });
  });
}

/** A Node of an older release, which doesn't know our flags. */
async function oldNode(dir: string): Promise<string> {
  const bin = join(dir, 'bin');
  await mkdir(bin);
  const script = '#!/bin/sh\necho "node: bad option: --disable-sigusr1" >&2\nexit 9\n';
  await writeFile(join(bin, 'node'), script);
  await chmod(join(bin, 'node'), 0o755);
  return `${bin}:/usr/bin:/bin`;
}

test('before "npm ci": says to run it, whatever Node the machine has', async (t) => {
  const dir = await checkout(t);
  for (const path of [`${dirname(process.execPath)}:/usr/bin:/bin`, await oldNode(dir)]) {
    const { code, out, err } = await npmStart(dir, path);
    assert.deepEqual([code, out], [1, '']);
    assert.match(err, /^Genie Helper is not installed yet\. Run "npm ci".*\n$/);
  }
});

test('runs with the Node of the project, in front of an older one of the machine', async (t) => {
  const dir = await checkout(t);
  await mkdir(join(dir, 'node_modules/node/bin'), { recursive: true });
  await writeFile(join(dir, 'node_modules/.package-lock.json'), '{}');
  const path = await oldNode(dir);
  const without = await npmStart(dir, path);
  assert.deepEqual([without.code, without.out], [1, '']);
  assert.match(without.err, /^The Node that the project brings does not run here\. Run "npm ci"/);
  await symlink(process.execPath, join(dir, 'node_modules/node/bin/node'));
  const { code, out } = await npmStart(dir, path);
  assert.deepEqual([code, out], [0, "[ '--disable-sigusr1' ] [ 'up', 'two words' ]\n"]);
});

async function packageScripts(): Promise<Record<string, string>> {
  const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  return scripts;
}

test('every command of package.json that starts the product goes through it', async () => {
  const scripts = await packageScripts();
  for (const name of ['start', 'genie', 'api']) {
    assert.match(scripts[name] ?? '', /^exec sh scripts\/run-node\.sh /, name);
  }
});

test('an install is looked at, a dry run, which installs nothing, is not', async (t) => {
  const { postinstall = '' } = await packageScripts();
  const dir = await checkout(t);
  const run = (variables: Record<string, string>) =>
    spawnSync('sh', ['-c', postinstall], {
      cwd: dir,
      env: { PATH: '/usr/bin:/bin', ...variables },
    });
  assert.equal(run({}).status, 1);
  // npm's own name for --dry-run, which it hands to scripts.
  assert.equal(run({ npm_config_dry_run: 'true' }).status, 0);
});
