import { writeSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import type { ReadStream } from 'node:tty';
import type * as Directus from '@genie-helper/directus';
import type * as ImportSqlite from '@genie-helper/directus/import-sqlite';
import { errorCode } from './installation/cli-error.ts';

/** The signals that ask `genie` to stop. */
export type StopSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

/** Where `genie` writes: the terminal, or whatever stands in for it. */
export type Output = Pick<NodeJS.WriteStream, 'write'>;

/** Where `genie` reads a password from: a terminal, where it's typed, or a pipe. */
export type Input = NodeJS.ReadableStream & Partial<Pick<ReadStream, 'isTTY' | 'setRawMode'>>;

/** All that commands take from outside; `createCliContext` makes the real one. */
export interface CliContext {
  /** Of Genie Helper, such as 1.2.0. */
  version: string;
  /** The checkout: the folder of `.env` and `data/` unless `--dir` names another. */
  projectDir: string;
  /** The module that runs the API. */
  apiEntry: string;
  /** The module that builds the console. */
  consoleBuild: string;
  /** The environment variables of this process. */
  variables: Readonly<Record<string, string | undefined>>;
  stdout: Output;
  stderr: Output;
  /** Waits until what was written to stdout is out. @returns the system's code where not all of it could be, such as ENOSPC */
  outputFailure(): Promise<string | undefined>;
  stdin: Input;
  /** A moving step list, or plain lines. */
  isTerminal: boolean;
  /** Only where there's a terminal and no NO_COLOR. */
  hasColors: boolean;
  /** How many characters fit on a line. */
  columns: number;
  /** Of the Node that runs this, such as 24.21.0. */
  nodeVersion: string;
  /** Of the user that this runs as; undefined on Windows. */
  userId: number | undefined;
  directus: ReturnType<typeof lazyDirectus>;
  /** Free bytes on the disk of a folder, which needn't be there yet; undefined where that's unknown. */
  freeBytes(folder: string): Promise<number | undefined>;
  /** Monotonic milliseconds. */
  now(): number;
  /** The time of day: epoch milliseconds. */
  wallClock(): number;
  /** Calls the listener for each stop signal until the returned function is called. */
  onSignal(listener: (signal: StopSignal) => void): () => void;
  /** Ends this process at once; for a second Ctrl-C only. */
  exit(code: number): void;
}

const showCursor = '\u001b[?25h';
const projectDir = resolve(import.meta.dirname, '../../..');

/**
 * The context of the running process: its variables, its terminal, its signals.
 *
 * @param exit ends the process; handed in because only `main.ts` may do that
 */
export function createCliContext(exit: (code: number) => void): CliContext {
  // A terminal that was closed, or a pipe that nobody reads any more, is no reason to drop the servers.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  const isTerminal = process.stdout.isTTY === true && process.env.TERM !== 'dumb';
  // Without a terminal SIGHUP stays as it was, so `nohup` works; the children notice our end anyway.
  const stopSignals: StopSignal[] = [
    'SIGINT',
    'SIGTERM',
    ...(isTerminal ? ['SIGHUP' as const] : []),
  ];
  return {
    version: versionOf(join(projectDir, 'package.json'), import.meta.url),
    projectDir,
    apiEntry: join(projectDir, 'apps/api/src/main.ts'),
    consoleBuild: join(projectDir, 'apps/console/scripts/build.ts'),
    variables: process.env,
    stdout: process.stdout,
    stderr: process.stderr,
    outputFailure: watchOutput(process.stdout),
    stdin: process.stdin,
    isTerminal,
    hasColors: isTerminal && !process.env.NO_COLOR,
    columns: process.stdout.columns || 80,
    nodeVersion: process.versions.node,
    userId: process.getuid?.(),
    directus: lazyDirectus(),
    freeBytes,
    now: () => performance.now(),
    wallClock: () => Date.now(),
    onSignal(listener) {
      for (const signal of stopSignals) process.on(signal, listener);
      // Whoever started `npm start` in the background and ended npm has nothing else to stop us by.
      const isRunByNpm = process.env.npm_lifecycle_event !== undefined;
      const unwatch = isRunByNpm ? watchParent(() => listener('SIGHUP')) : () => {};
      return () => {
        unwatch();
        for (const signal of stopSignals) process.off(signal, listener);
      };
    },
    exit(code) {
      // The moving step list hides the cursor and holds back what is written to the streams.
      if (isTerminal) writeSync(process.stdout.fd, `${showCursor}\n`);
      exit(code);
    },
  };
}

/** @returns what tells, once all is written that was given to the stream, why it took less */
function watchOutput(stream: NodeJS.WriteStream): CliContext['outputFailure'] {
  let failure: string | undefined;
  stream.on('error', (error) => {
    failure ??= errorCode(error);
  });
  return async () => {
    await new Promise<void>((resolve) => stream.write('', () => resolve()));
    return failure;
  };
}

/** Most commands don't need it, and loading it takes a moment. */
function lazyDirectus() {
  const load = () => import('@genie-helper/directus');
  return {
    /** Of the installed Directus, such as 11.17.4. */
    versionOf: async (...args: Parameters<typeof Directus.versionOfDirectus>) =>
      (await load()).versionOfDirectus(...args),
    bootstrapDirectus: async (...args: Parameters<typeof Directus.bootstrapDirectus>) =>
      (await load()).bootstrapDirectus(...args),
    startDirectus: async (...args: Parameters<typeof Directus.startDirectus>) =>
      (await load()).startDirectus(...args),
    applyDesiredState: async (...args: Parameters<typeof Directus.applyDesiredState>) =>
      (await load()).applyDesiredState(...args),
    inspectDatabase: async (...args: Parameters<typeof Directus.inspectDatabase>) =>
      (await load()).inspectDatabase(...args),
    findBrokenPackages: async (...args: Parameters<typeof Directus.findBrokenPackages>) =>
      (await load()).findBrokenPackages(...args),
    inspectDesiredState: async (...args: Parameters<typeof Directus.inspectDesiredState>) =>
      (await load()).inspectDesiredState(...args),
    inspectDirectusGuards: async (...args: Parameters<typeof Directus.inspectDirectusGuards>) =>
      (await load()).inspectDirectusGuards(...args),
    fillEmptyPostgres: async (...args: Parameters<typeof ImportSqlite.fillEmptyPostgres>) =>
      (await import('@genie-helper/directus/import-sqlite')).fillEmptyPostgres(...args),
  };
}

/** @param from the module that would import that package */
function versionOf(manifest: string, from: string): string {
  return String(createRequire(from)(manifest).version);
}

async function freeBytes(folder: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    const parent = dirname(folder);
    return parent === folder ? undefined : freeBytes(parent);
  }
}

const pollMs = 500;

/**
 * Notices that the process that started this one is gone, even if it was killed.
 *
 * @param onGone called once
 * @returns ends the watch
 */
function watchParent(onGone: () => void): () => void {
  const parentPid = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parentPid) return;
    clearInterval(timer);
    onGone();
  }, pollMs);
  timer.unref();
  return () => clearInterval(timer);
}
