import { rename, rm } from 'node:fs/promises';

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
