import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');
const lockFile = 'package-lock.json';

/** The files of a commit, installed, until `stop`. */
export interface OtherCheckout {
  dir: string;
  stop(): Promise<void>;
}

/**
 * Lays a commit into a temporary folder and installs it. Where its lock file is this checkout's, our packages are taken
 * instead, which takes a second where both folders are on one disk.
 *
 * @param commit anything that git takes for one
 * @throws Error where git knows no such commit, or it can't be installed
 */
export async function checkOut(commit: string): Promise<OtherCheckout> {
  const parent = await mkdtemp(join(tmpdir(), 'genie-compare-'));
  const dir = join(parent, 'checkout');
  const stop = async () => {
    await run('git', ['worktree', 'remove', '--force', dir], { cwd: root }).catch(() => {});
    await rm(parent, { recursive: true, force: true });
  };
  try {
    await run('git', ['worktree', 'add', '--detach', dir, commit], { cwd: root });
    if (await hasOurLock(dir)) await linkPackages(dir);
    else await run('npm', ['ci'], { cwd: dir });
    return { dir, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function hasOurLock(dir: string): Promise<boolean> {
  const [own, other] = await Promise.all(
    [root, dir].map((folder) => readFile(join(folder, lockFile), 'utf8')),
  );
  return own === other;
}

/** Links within the packages are relative, so that the other checkout's name its own parts. */
async function linkPackages(dir: string): Promise<void> {
  const { stdout } = await run('git', ['ls-files', '*package.json'], { cwd: root });
  for (const file of stdout.split('\n').filter((line) => line !== '')) {
    const packages = join(dirname(file), 'node_modules');
    if (!existsSync(join(root, packages)) || !existsSync(join(dir, dirname(file)))) continue;
    const [from, to] = [join(root, packages), join(dir, packages)];
    await run('cp', ['-al', from, to]).catch(async () => {
      await rm(to, { recursive: true, force: true });
      await run('cp', ['-a', from, to]);
    });
  }
}
