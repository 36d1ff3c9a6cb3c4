import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';

/**
 * What a build is made from, as one SHA-256: the console's own files, those of our packages in it, and which packages are installed.
 *
 * @param root the console's folder
 */
export async function hashSources(root: string): Promise<string> {
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
