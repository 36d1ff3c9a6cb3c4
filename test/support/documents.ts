import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** The folder that documents name their files from. */
export const root = resolve(import.meta.dirname, '../..');

/** Folders whose pages are documents, beside the root's own. */
const folders = ['docs', 'examples', 'packages'];

/** Every page of the documentation, from the root: `README.md`, `docs/README.md`, … */
export async function findDocuments(): Promise<string[]> {
  const names = [...(await readdir(root))];
  for (const folder of folders) {
    for (const entry of await readdir(join(root, folder), { recursive: true })) {
      if (!/(^|\/)(node_modules|dist)\//.test(entry)) names.push(join(folder, entry));
    }
  }
  return names.filter((name) => name.endsWith('.md')).sort();
}
