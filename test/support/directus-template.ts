import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import {
  applyDesiredState,
  bootstrapDirectus,
  startDirectus,
  versionOfDirectus,
} from '../../directus/src/index.ts';
import { testAdmin, testDirectusSettings, testRelease } from './directus-settings.ts';
import { freePort } from './free-port.ts';

const root = resolve(import.meta.dirname, '..', '..');
/** Where tests keep what they make once. */
export const cacheDir = join(root, 'node_modules', '.cache', 'genie-helper');
const sources = ['directus/src', 'directus/state', 'extensions'];
const staleMs = 24 * 60 * 60 * 1000;

/**
 * The path of a SQLite file that holds a bootstrapped Directus in the desired state. It is made once
 * for each version of Directus and of our own sources, in about ten seconds, and copied after that.
 * Two processes may ask for it at the same time: each makes its own, and one of them is kept.
 */
export async function ensureTemplate(onStep?: (step: string) => void): Promise<string> {
  const dir = join(cacheDir, `directus-${await sourcesHash()}`);
  const file = join(dir, 'directus.db');
  if (existsSync(file)) return file;
  await mkdir(cacheDir, { recursive: true });
  await removeStale();
  const workDir = await mkdtemp(join(cacheDir, 'making-'));
  try {
    await makeTemplate(workDir, onStep);
    await rename(workDir, dir);
  } catch (error) {
    await rm(workDir, { recursive: true, force: true });
    // Another process was faster; its file is as good.
    if (!existsSync(file)) throw error;
  }
  return file;
}

async function makeTemplate(workDir: string, onStep?: (step: string) => void): Promise<void> {
  const settings = testDirectusSettings(workDir, await freePort());
  onStep?.('bootstrapping Directus');
  await bootstrapDirectus(settings);
  onStep?.('starting Directus');
  const directus = await startDirectus(settings);
  try {
    onStep?.('applying the desired state');
    await applyDesiredState({ url: directus.url, adminToken: testAdmin.token });
  } finally {
    await directus.stop();
  }
}

/** What a template depends on: Directus's version, our own sources, and files of tests. */
export async function sourcesHash(...testFiles: string[]): Promise<string> {
  const hash = createHash('sha256');
  hash.update(versionOfDirectus(testRelease));
  hash.update(await readFile(join(import.meta.dirname, 'directus-settings.ts')));
  for (const file of testFiles) hash.update(await readFile(file));
  for (const source of sources) {
    const entries = await readdir(join(root, source), { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile() && /\.(ts|json)$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => !/[\\/](test|node_modules)[\\/]/.test(file.slice(root.length)));
    for (const file of files.sort()) hash.update(file).update(await readFile(file));
  }
  return hash.digest('hex').slice(0, 16);
}

async function removeStale(): Promise<void> {
  for (const name of await readdir(cacheDir)) {
    const path = join(cacheDir, name);
    // Gone by now if another process has just finished with it.
    const found = await stat(path).catch(() => undefined);
    if (found !== undefined && Date.now() - found.mtimeMs > staleMs)
      await rm(path, { recursive: true, force: true });
  }
}
