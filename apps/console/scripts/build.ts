/**
 * Builds the console to `dist`: hashed files with a compressed form beside each. `--if-needed` builds only if the
 * sources aren't those that the last build was made from.
 */

import { createHash } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { build } from 'vite';
import { removeLeftovers, replaceFolder } from './build-folders.ts';

const root = resolve(import.meta.dirname, '..');
const dist = join(root, 'dist');

/** Beside the page, where nothing is served from. */
const stampName = 'sources.sha256';

// A parent that started this with an IPC channel takes it along when it goes.
process.once('disconnect', () => process.exit(1));
process.channel?.unref();

await removeLeftovers(root);
const hash = await hashSources(root);
const isBuilt = (await readFile(join(dist, stampName), 'utf8').catch(() => '')) === hash;

/** Smaller ones gain nothing. */
const leastBytes = 1_024;

if (process.argv.includes('--if-needed') && isBuilt) process.stdout.write('up to date\n');
else await buildInto(dist);

/** Whole or not at all: a server that runs meanwhile sees the old files or the new ones. */
async function buildInto(target: string): Promise<void> {
  const draft = await mkdtemp(join(root, 'dist-'));
  try {
    await build({
      configFile: join(root, 'vite.config.ts'),
      build: { outDir: draft },
      logLevel: 'warn',
    });
    await compressFiles(join(draft, 'assets'));
    await writeFile(join(draft, stampName), hash);
    // The server may run as another user than the one who builds.
    await chmod(draft, 0o755);
    await replaceFolder(draft, target);
    process.stdout.write('built\n');
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/**
 * What a build is made from, as one SHA-256: the console's own files, those of our packages in it, and which packages are installed.
 *
 * @param root the console's folder
 */
async function hashSources(root: string): Promise<string> {
  const project = resolve(root, '../..');
  const files = [
    ...(await filesIn(join(root, 'src'))),
    ...(await filesIn(join(root, 'scripts'))),
    join(root, 'index.html'),
    join(root, 'vite.config.ts'),
    join(root, 'package.json'),
    ...(await filesIn(join(project, 'packages/captions/src'))),
    ...(await filesIn(join(project, 'packages/client/src'))),
    join(project, 'package-lock.json'),
  ];
  const hash = createHash('sha256');
  for (const path of files) {
    const content = await readFile(path);
    hash.update(`${relative(project, path)}\0${content.byteLength}\0`).update(content);
  }
  return hash.digest('hex');
}

async function filesIn(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Writes `<name>.br` and `<name>.gz` beside each file of the folder that is worth it. */
async function compressFiles(dir: string): Promise<void> {
  const names = await readdir(dir);
  await Promise.all(
    names.map(async (name) => {
      const content = await readFile(join(dir, name));
      if (content.byteLength < leastBytes || !/\.(js|css|svg)$/.test(name)) return;
      const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
      await writeFile(join(dir, `${name}.br`), await promisify(brotliCompress)(content, brotli));
      await writeFile(join(dir, `${name}.gz`), await promisify(gzip)(content, { level: 9 }));
    }),
  );
}
