import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

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
