import assert from 'node:assert/strict';
import { access, readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { testDirectusSettings } from '../../test/support/directus-settings.ts';
import { directusEnvironment } from '../src/environment.ts';
import { DirectusStartError } from '../src/errors.ts';
import {
  type DirectusRelease,
  findDirectusPackage,
  installCommandOf,
  requireDirectusPackage,
  versionOfDirectus,
} from '../src/release.ts';

const root = resolve(import.meta.dirname, '../..');
const isThere = findDirectusPackage('12') !== undefined;

test('11 runs unless 12 is asked for', async () => {
  const { release: _, ...settings } = testDirectusSettings('/tmp/data', 8055);
  const { dependencies } = await readManifest('directus');
  assert.equal(versionOfDirectus(), dependencies.directus);
  const { GENIE_DIRECTUS_PACKAGE: given } = directusEnvironment(settings);
  assert.equal(given, `string:${findDirectusPackage('11')}`);
});

test('who asks for 12 without having it is told which command installs it', {
  skip: isThere && 'Directus 12 is installed here',
}, () => {
  assert.throws(
    () => requireDirectusPackage('12'),
    (error) =>
      error instanceof DirectusStartError &&
      error.code === 'directus.release_missing' &&
      error.message.includes('"npm ci --prefix directus/release-12"'),
  );
});

test('12 is the one of its own lock file, and no other', {
  skip: !isThere && 'npm ci --prefix directus/release-12 installs it',
}, async () => {
  const { dependencies } = await readManifest('directus/release-12');
  assert.equal(versionOfDirectus('12'), dependencies.directus);
});

test('the folder of 12 is no workspace, so that "npm ci" installs nothing of it', async () => {
  const { workspaces } = await readManifest('.');
  assert.ok(workspaces.every((each) => !each.startsWith('directus/')));
  const command = installCommandOf('12');
  const folder = /--prefix (\S+)$/.exec(command)?.[1] ?? '';
  await access(resolve(root, folder, 'package-lock.json'));
  const lock = JSON.parse(await readFile(resolve(root, 'package-lock.json'), 'utf8'));
  assert.deepEqual(
    Object.keys(lock.packages).filter((name) => name.startsWith(folder)),
    [],
  );
});

test('both bring the same ready-made isolated-vm, and let the same packages run install scripts', async () => {
  const [eleven, twelve] = [await readManifest('.'), await readManifest('directus/release-12')];
  assert.deepEqual(twelve.overrides, eleven.overrides);
  for (const [name, isAllowed] of Object.entries(twelve.allowScripts)) {
    assert.equal(eleven.allowScripts[name], isAllowed, name);
  }
});

test('an install command is known for each', () => {
  const releases: readonly DirectusRelease[] = ['11', '12'];
  for (const release of releases) assert.match(installCommandOf(release), /^npm ci/);
});

interface Manifest {
  dependencies: Record<string, string>;
  overrides: Record<string, string>;
  allowScripts: Record<string, boolean>;
  workspaces: string[];
}

async function readManifest(folder: string): Promise<Manifest> {
  return JSON.parse(await readFile(resolve(root, folder, 'package.json'), 'utf8'));
}
