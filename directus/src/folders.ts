import { constants } from 'node:fs';
import { access, mkdir, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder and those above it. Node's own `recursive` never ends under `/proc`, where a folder that isn't there
 * can't be made either.
 *
 * @param mode of the folders that are made; their owner's alone unless given
 * @throws the system's error: ENOTDIR, EACCES, ENOENT, EROFS …
 */
export async function makeFolder(path: string, mode = 0o700): Promise<void> {
  try {
    await makeOne(path, mode);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' || dirname(path) === path) throw error;
    await makeFolder(dirname(path), mode);
    await makeOne(path, mode);
  }
}

async function makeOne(path: string, mode: number): Promise<void> {
  try {
    await mkdir(path, { mode });
  } catch (error) {
    // Some systems refuse by EROFS or EPERM what is there already.
    const found = await stat(path).catch(() => undefined);
    if (found?.isDirectory() !== true) throw error;
  }
}

/** File systems of the kernel's own, by the number of `statfs`: nobody makes files in them, root included. */
const kernelFileSystems: ReadonlySet<number> = new Set([
  0x9fa0, // proc
  0x62656572, // sysfs
  0x1cd1, // devpts
  0x27e0eb, // cgroup
  0x63677270, // cgroup2
]);

/**
 * Looks whether a file could be made at a path whose folders needn't be there yet. Makes nothing.
 *
 * @param path absolute, of the file's folder
 * @returns the system's code of why not, and the folder that stands in the way
 */
export async function whyNoFileIn(
  path: string,
): Promise<{ code: string; folder: string } | undefined> {
  try {
    if (!(await stat(path)).isDirectory()) return { code: 'ENOTDIR', folder: path };
    await access(path, constants.W_OK | constants.X_OK);
    const { type } = await statfs(path);
    return kernelFileSystems.has(type) ? { code: 'EPERM', folder: path } : undefined;
  } catch (error) {
    const code = codeOf(error);
    const isMissing = code === 'ENOENT' && dirname(path) !== path;
    return isMissing ? whyNoFileIn(dirname(path)) : { code, folder: path };
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
}
