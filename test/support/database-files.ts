import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The bytes of a SQLite database as they are on the disk, its log and its journal beside it, by the files' names.
 *
 * @throws Error where there is no database
 */
export async function readDatabaseFiles(dataDir: string): Promise<Map<string, Buffer>> {
  const names = (await readdir(dataDir)).filter((name) => name.startsWith('directus.db'));
  const files = new Map<string, Buffer>();
  for (const name of ['directus.db', ...names.filter((name) => name !== 'directus.db')]) {
    try {
      files.set(name, await readFile(join(dataDir, name)));
    } catch (error) {
      // A journal is there for a moment, and may be gone again.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || name === 'directus.db') throw error;
    }
  }
  return files;
}
