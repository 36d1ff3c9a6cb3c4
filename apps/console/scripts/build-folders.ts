import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Somebody else has put theirs there. */
const taken = ['ENOTEMPTY', 'EEXIST'];

/**
 * Puts a folder in the place of another. Of two that do so at the same time the one that comes later stays.
 *
 * @throws the file system's error; the folder that was there is then there again
 */
export async function replaceFolder(draft: string, target: string): Promise<void> {
  const old = `${draft}.old`;
  for (let isDone = false; !isDone; ) {
    await rename(target, old).catch(unless('ENOENT'));
    isDone = await place(draft, target, old);
    await rm(old, { recursive: true, force: true });
  }
}

/** @returns false where the place was taken again meanwhile */
async function place(draft: string, target: string, old: string): Promise<boolean> {
  try {
    await rename(draft, target);
    return true;
  } catch (error) {
    if (taken.includes(codeOf(error))) return false;
    await rename(old, target).catch(unless('ENOENT', ...taken));
    throw error;
  }
}

/** Lets errors with these codes pass as if nothing had happened. */
function unless(...codes: string[]): (error: unknown) => void {
  return (error) => {
    if (!codes.includes(codeOf(error))) throw error;
  };
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** A build takes a minute or two: what is older isn't that of one under way. */
const leastAgeMs = 3_600_000;
const leftover = /^dist-\w{6}(\.old)?$/;

/** Removes the drafts of builds that were broken off. What can't be removed stays: it is in nobody's way. */
export async function removeLeftovers(root: string, nowMs = Date.now()): Promise<void> {
  for (const name of await readdir(root)) {
    if (!leftover.test(name)) continue;
    const path = join(root, name);
    const { ctimeMs } = await stat(path).catch(() => ({ ctimeMs: nowMs }));
    if (nowMs - ctimeMs < leastAgeMs) continue;
    await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}
