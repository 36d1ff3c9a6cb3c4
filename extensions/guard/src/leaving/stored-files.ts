/** The bytes of Directus's files, wherever it keeps them: removed before their rows, so that none is left without one. */
import { parse } from 'node:path';
import type { RunningDirectus } from '../shared/running-directus.ts';

/** A place for files, as `@directus/storage` has it. */
interface Disk {
  list(prefix: string): AsyncIterable<string>;
  delete(path: string): Promise<void>;
}

interface Storage {
  location(name: string): Disk;
}

/** Removes a file's bytes and all that was made of them; safe to repeat. */
export type RemoveBytes = (file: { storage: string; filename_disk: string }) => Promise<void>;

/** @throws Error where this Directus reaches its files in another way */
export async function openStoredFiles(directus: RunningDirectus): Promise<RemoveBytes> {
  const { getStorage } = await directus.load('@directus/api/storage/index');
  if (typeof getStorage !== 'function') throw new Error('this Directus has no getStorage.');
  const storage = (await getStorage()) as Storage;
  return async (file) => {
    const disk = storage.location(file.storage);
    // As Directus itself removes them: pictures in other sizes begin with the same name.
    for await (const path of disk.list(parse(file.filename_disk).name)) await disk.delete(path);
  };
}
