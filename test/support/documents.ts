import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The folder that documents name their files from. */
export const root = resolve(import.meta.dirname, '../..');

/** Folders whose pages are documents, beside the root's own. */
const folders = ['docs', 'examples', 'packages'];

/** Every page of the documentation, from the root: `README.md`, `docs/README.md`, … */
export function findDocuments(): string[] {
  const names = [...readdirSync(root)];
  for (const folder of folders) {
    for (const entry of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })) {
      if (!/(^|\/)(node_modules|dist)\//.test(entry)) names.push(join(folder, entry));
    }
  }
  return names.filter((name) => name.endsWith('.md')).sort();
}
