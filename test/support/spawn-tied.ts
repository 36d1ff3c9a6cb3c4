import { type ChildProcess, spawn } from 'node:child_process';

/** The shell's watcher ends the program when the pipe closes without a word, so when this process is gone. */
const dieWithParent =
  'exec 3<&0; (read _ <&3 || kill -9 $$) & program=$1; shift; exec "$program" "$@" </dev/null 3<&-';

export interface TiedOptions {
  /** In place of this process's own. */
  env?: Record<string, string>;
  /** Whether what it writes to stderr can be read; otherwise it's dropped. */
  isHeard?: boolean;
}

/** Starts a program that dies with this process, however this process ends. */
export function spawnTied(
  program: string,
  args: readonly string[],
  { env, isHeard = false }: TiedOptions = {},
): ChildProcess {
  const child = spawn('sh', ['-c', dieWithParent, 'tied', program, ...args], {
    stdio: ['pipe', 'ignore', isHeard ? 'pipe' : 'ignore'],
    ...(env === undefined ? {} : { env }),
  });
  // The watcher may be gone already.
  child.stdin?.on('error', () => undefined);
  child.once('exit', () => child.stdin?.end('ended\n'));
  child.unref();
  return child;
}
