import { spawnSync } from 'node:child_process';
import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A disk of its own that a test can fill. */
export interface SmallDisk extends AsyncDisposable {
  dir: string;
  /** Takes every byte that is left. */
  fill(): void;
  /** Gives them back. */
  makeRoom(): Promise<void>;
}

/** Why there can be none here; undefined if there can. */
export function whyNoSmallDisk(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    return 'only root can mount a small disk on Linux';
  }
  const dir = tmpdir();
  const tried = spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', dir]);
  return tried.status === 0 ? undefined : `no disk can be mounted: ${tried.stderr ?? tried.error}`;
}

/** Mounts one in memory. */
export async function mountSmallDisk(megabytes: number): Promise<SmallDisk> {
  const dir = await mkdtemp(join(tmpdir(), 'genie-disk-'));
  run('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', dir);
  const filler = join(dir, 'filler');
  return {
    dir,
    fill() {
      const file = openSync(filler, constants.O_CREAT | constants.O_WRONLY | constants.O_APPEND);
      // Less and less at once, until not a byte fits.
      for (const size of [1_000_000, 4_096, 1]) {
        const chunk = Buffer.alloc(size);
        try {
          for (;;) writeSync(file, chunk);
        } catch {
          // Full, to within the next size.
        }
      }
      closeSync(file);
    },
    makeRoom: () => rm(filler),
    async [Symbol.asyncDispose]() {
      run('umount', '--lazy', dir);
      await rm(dir, { recursive: true, force: true });
    },
  };
}

function run(command: string, ...args: string[]): void {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} failed: ${stderr ?? error}`);
}
