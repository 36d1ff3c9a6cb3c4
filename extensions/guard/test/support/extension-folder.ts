import { mkdtemp, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const extensionsDir = resolve(import.meta.dirname, '..', '..', '..');

/**
 * A folder for `EXTENSIONS_PATH` with only these extensions: names of folders beside the guard's, or
 * absolute paths.
 */
export async function extensionFolder(...extensions: string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'genie-extensions-'));
  for (const extension of extensions) {
    const source = resolve(extensionsDir, extension);
    await symlink(source, join(folder, source.split('/').at(-1) ?? ''));
  }
  return folder;
}
