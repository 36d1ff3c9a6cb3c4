import { chmod, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { finished } from 'node:stream/promises';
import { UpError } from '../../installation/cli-error.ts';

/** A process of ours: Directus or the API. */
export interface Child {
  /** How people call it. */
  name: string;
  exited: Promise<{ code: number | null; signal: string | null }>;
  /** Asks it to stop, and ends it by force after `graceMs`. Resolves when it's gone. */
  stop(graceMs: number): Promise<void>;
  /** Ends it by force, now. */
  kill(): void;
  /** What it wrote last, oldest first. */
  lastLines(): readonly string[];
  /** The file with the rest. */
  logPath: string;
}

/** The processes that are running, in the order of their start. */
export interface Children {
  add(child: Child): void;
  /** Rejects with an UpError when one ends that wasn't told to. */
  untilOneDies(): Promise<never>;
  /** Stops all, the last one started first; within `budgetMs` all are gone. */
  stopAll(budgetMs: number): Promise<void>;
  killAll(): void;
}

const shownLines = 8;

/** Keeps the processes that `up` starts, so that none is forgotten however `up` ends. */
export function createChildren(now: () => number): Children {
  const running: Child[] = [];
  let isStopping = false;
  let reportDeath: (death: UpError) => void = () => {};
  const death = new Promise<never>((_, reject) => {
    reportDeath = reject;
  });
  death.catch(() => {});

  return {
    add(child) {
      running.push(child);
      void child.exited.then((exit) => {
        if (!isStopping) reportDeath(describeDeath(child, exit));
      });
    },
    untilOneDies: () => death,
    async stopAll(budgetMs) {
      isStopping = true;
      const deadline = now() + budgetMs;
      for (let child = running.pop(); child !== undefined; child = running.pop()) {
        const share = (deadline - now()) / (running.length + 1);
        await child.stop(Math.max(share, 0));
      }
    },
    killAll() {
      isStopping = true;
      for (const child of running) child.kill();
    },
  };
}

function describeDeath(child: Child, exit: { code: number | null; signal: string | null }) {
  const how = exit.signal === null ? `exit code ${exit.code}` : exit.signal;
  const lines = child.lastLines().slice(-shownLines);
  const ending = lines.length > 0 ? 'It wrote last:' : `Its log: ${child.logPath}`;
  return new UpError(
    'up.child_died',
    [`${child.name} stopped by itself (${how}). ${ending}`],
    lines,
  );
}

/** The last lines that a process wrote, oldest first, readable: of a JSON log only the messages. */
export interface LastLines {
  add(line: string): void;
  all(): string[];
}

/** @param limit how many lines are kept */
export function createLastLines(limit: number): LastLines {
  const lines: string[] = [];
  return {
    add(line) {
      if (line.trim() === '') return;
      lines.push(line);
      if (lines.length > limit) lines.shift();
    },
    all: () => lines.map(messageOf),
  };
}

function messageOf(line: string): string {
  if (!line.startsWith('{')) return line;
  try {
    const entry: unknown = JSON.parse(line);
    const isEntry = typeof entry === 'object' && entry !== null && 'msg' in entry;
    return isEntry ? String(entry.msg) : line;
  } catch {
    return line;
  }
}

/** A log that is written line by line, or by a child process through `fd`. */
export interface LogFile {
  fd: number;
  path: string;
  writeLine(line: string): void;
  close(): Promise<void>;
}

/**
 * Opens a log file at its end; only its owner can read it.
 *
 * @throws UpError `up.data_unwritable`
 */
export async function openLogFile(path: string): Promise<LogFile> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const handle = await open(path, 'a', 0o600);
    await chmod(path, 0o600);
    const stream = handle.createWriteStream();
    // A full disk must not stop the service: the log has a gap then.
    stream.on('error', () => {});
    return {
      fd: handle.fd,
      path,
      writeLine: (line) => void stream.write(`${line}\n`),
      async close() {
        stream.end();
        await finished(stream).catch(() => {});
      },
    };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    throw new UpError('up.data_unwritable', [`${path} can't be written (${code}).`]);
  }
}
