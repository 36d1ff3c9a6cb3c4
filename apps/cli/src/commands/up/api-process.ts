import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Child } from './children.ts';
import { createLastLines, type LastLines } from './last-lines.ts';
import type { LogFile } from './log-file.ts';

const keptLines = 20;

/**
 * V8 otherwise lets garbage fill 300 MB on a large machine; with these bounds it's half of that at the same
 * processor time a request (`npm run bench -- footprint`). No signal opens a debugger, who would read every secret.
 * `npm run api` has the same.
 */
export const apiNodeFlags = [
  '--disable-sigusr1',
  '--max-semi-space-size=8',
  '--min-semi-space-size=8',
  '--heap-growing-percent=30',
] as const;

/** Which API to run, and how. */
export interface ApiProcessOptions {
  entry: string;
  /** The folder that relative paths in its variables are meant from. */
  dir: string;
  variables: Record<string, string>;
  log: LogFile;
}

/**
 * Starts the API's process. Its log goes straight to the file; what it writes to stderr is for
 * people, so it's kept too. It has a process group of its own, so that a terminal's Ctrl-C reaches
 * only `up`; the IPC channel tells it when `up` is gone, however that happened.
 */
export function startApiProcess({ entry, dir, variables, log }: ApiProcessOptions): Child {
  const child = spawn(process.execPath, [...apiNodeFlags, entry], {
    cwd: dir,
    env: variables,
    stdio: ['ignore', log.fd, 'pipe', 'ipc'],
    detached: true,
  });
  const lines = createLastLines(keptLines);
  keepLines(child, lines, log);
  const exited = new Promise<Awaited<Child['exited']>>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }));
    child.once('error', (error) => {
      lines.add(error.message);
      resolve({ code: null, signal: null });
    });
  });
  return {
    name: 'The API',
    exited,
    lastLines: lines.all,
    logPath: log.path,
    kill: () => void child.kill('SIGKILL'),
    async stop(graceMs) {
      child.kill('SIGTERM');
      const force = setTimeout(() => child.kill('SIGKILL'), graceMs);
      await exited;
      clearTimeout(force);
    },
  };
}

function keepLines(child: ChildProcess, lines: LastLines, log: LogFile): void {
  if (child.stderr === null) return;
  createInterface({ input: child.stderr }).on('line', (line) => {
    log.writeLine(line);
    lines.add(line);
  });
}
