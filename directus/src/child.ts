import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { DirectusSettings } from './environment.ts';

const entry = join(import.meta.dirname, 'directus-entry.ts');
const keptLines = 30;

/** No signal opens a debugger, who would read every secret of the process. */
const nodeFlags = ['--disable-sigusr1'];

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
  const lines = collectLines(child, onLine);
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
    /** The last lines, oldest first, made readable. */
    lastLines: () => lines.slice(-keptLines).map(readableLogLine),
    /** SIGTERM, then SIGKILL after `graceMs` milliseconds. Resolves when the process is gone. */
    stop: (graceMs = 10_000) => stopChild(child, exited, graceMs),
  };
}

async function prepareFolders(settings: DirectusSettings): Promise<void> {
  await mkdir(join(settings.dataDir, 'uploads'), { recursive: true, mode: 0o700 });
  if (settings.database.client === 'sqlite3') {
    await mkdir(dirname(settings.database.filename), { recursive: true, mode: 0o700 });
  }
}

function collectLines(child: ChildProcess, onLine?: (line: string) => void): string[] {
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on('line', (line) => {
      lines.push(line);
      if (lines.length > keptLines * 2) lines.splice(0, keptLines);
      onLine?.(line);
    });
  }
  return lines;
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

const levelNames: Readonly<Record<number, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};

/** Turns one line of a JSON log into `level: message`; gives other lines back unchanged. */
export function readableLogLine(line: string): string {
  const entry = parseEntry(line);
  if (entry === undefined) return line;
  const level = typeof entry.level === 'number' ? levelNames[entry.level] : undefined;
  const message = typeof entry.msg === 'string' ? entry.msg : errorMessage(entry.err);
  if (message === undefined) return line;
  return level === undefined ? message : `${level}: ${message}`;
}

function parseEntry(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function errorMessage(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('message' in error)) return undefined;
  return typeof error.message === 'string' ? error.message : undefined;
}
