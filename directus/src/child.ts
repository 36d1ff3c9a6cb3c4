import { type ChildProcess, spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { DirectusSettings } from './environment.ts';
import { DirectusStartError } from './errors.ts';
import { makeFolder } from './folders.ts';
import { createProcessOutput } from './process-output.ts';

const entry = join(import.meta.dirname, 'directus-entry.ts');
const shownLines = 30;

/**
 * No signal opens a debugger, who would read every secret of the process. On a large machine V8 lets new objects fill
 * twice as much before it collects them, which costs 100 MB at the peak and saves no processor time
 * (`npm run bench -- memory`).
 */
const nodeFlags = ['--disable-sigusr1', '--max-semi-space-size=8'];

/** How a process ended: exactly one of the two is set. */
export interface ChildExit {
  code: number | null;
  signal: string | null;
}

/** How a process ended, for people. */
export function describeExit({ code, signal }: ChildExit): string {
  return signal === null ? `exit code ${code}` : signal;
}

/** A running Directus CLI, with what it wrote last. */
export type DirectusChild = Awaited<ReturnType<typeof spawnDirectus>>;

/**
 * Runs one command of the Directus CLI. The process has its own process group, so that Ctrl-C in a
 * terminal reaches only us and we decide the order in which things stop; it ends when we end.
 */
export async function spawnDirectus(
  command: 'bootstrap' | 'start',
  settings: DirectusSettings,
  env: Record<string, string>,
  onLine?: (line: string) => void,
) {
  await prepareFolders(settings);
  const child = spawn(process.execPath, [...nodeFlags, entry, command], {
    cwd: settings.dataDir,
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true,
  });
  const output = createProcessOutput();
  output.read([child.stdout, child.stderr], onLine);
  const exited = new Promise<ChildExit>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }));
    child.once('error', () => resolve({ code: null, signal: null }));
  });
  const ready = new Promise<void>((resolve) => {
    child.on('message', (message) => message === 'ready' && resolve());
  });
  return {
    pid: child.pid ?? -1,
    exited,
    /** Settles when the process says that it listens; never if it doesn't. */
    ready,
    /** The last lines that say something, oldest first. */
    lastLines: () => output.lastLines(shownLines),
    /** Why it ended, where it said so. */
    reason: output.reason,
    /** Lets it tell everybody that it will stop, for `delayMs` milliseconds or until it ends. */
    drain: async (delayMs: number) => {
      if (delayMs === 0 || !child.connected) return;
      child.send('drain');
      await Promise.race([exited, delay(delayMs)]);
    },
    /** SIGTERM, then SIGKILL after `graceMs` milliseconds. Resolves when the process is gone. */
    stop: (graceMs = 10_000) => stopChild(child, exited, graceMs),
  };
}

async function prepareFolders(settings: DirectusSettings): Promise<void> {
  const { dataDir, database } = settings;
  const folders = [join(dataDir, 'uploads')];
  if (database.client === 'sqlite3') folders.push(dirname(database.filename));
  for (const folder of folders) {
    await makeFolder(folder).catch((error: unknown) => {
      throw folderError(folder, error);
    });
  }
}

function folderError(folder: string, error: unknown): DirectusStartError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
  return new DirectusStartError(
    'directus.no_folder',
    `The folder ${folder} can't be made (${code}). Directus would keep its data there.`,
    [],
  );
}

/** SIGTERM, then SIGKILL after `graceMs` milliseconds. Resolves when the process is gone. */
export async function stopChild(
  child: ChildProcess,
  exited: Promise<unknown>,
  graceMs: number,
): Promise<void> {
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), graceMs);
  await exited;
  clearTimeout(force);
}
