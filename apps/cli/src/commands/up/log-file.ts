/**
 * The logs of the processes that `up` starts.
 *
 * Guarantees: only their owner can read them, and they are bounded: past 20 MB, at the start or while it runs, a log's
 * lines go to `<name>.log.1`, those of `.1` to `.2`, and the fifth is dropped. A full disk leaves a gap in a log and
 * never stops the service; where lines are missing that this process writes, the log says how many.
 * Doesn't guarantee: that a line is kept which a child writes itself in the instant in which its log is emptied.
 */
import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { chmod, copyFile, type FileHandle, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeFolder } from '@genie-helper/directus';
import { fileError } from '../../installation/cli-error.ts';

/** How much is kept of a log: besides the file itself so many older ones, each of about this size. */
export interface LogBounds {
  maxBytes: number;
  olderFiles: number;
  /** How often it's looked at. */
  everyMs: number;
}

const usualBounds: LogBounds = { maxBytes: 20_000_000, olderFiles: 5, everyMs: 5_000 };

/** A log that is written line by line, or by a child process through `fd`. */
export type LogFile = Awaited<ReturnType<typeof openLogFile>>;

/**
 * Opens a log file at its end, and keeps it bounded until it's closed.
 *
 * @throws CliError if it can't be written
 */
export async function openLogFile(path: string, bounds: LogBounds = usualBounds) {
  const handle = await openForOwner(path);
  const bound = () => boundLog(path, handle.fd, bounds).catch(() => {});
  await bound();
  let running: Promise<void> | undefined;
  const timer = setInterval(() => {
    running ??= bound().finally(() => {
      running = undefined;
    });
  }, bounds.everyMs);
  timer.unref();
  return {
    fd: handle.fd,
    path,
    writeLine: createLineWriter((text) => writeSync(handle.fd, text)),
    async close(): Promise<void> {
      clearInterval(timer);
      await running;
      await handle.close();
    },
  };
}

/**
 * Writes lines at once rather than by a stream, so that none is on its way while the log is emptied. A full disk must not
 * stop the service: the log has a gap then, and says so before the next line that it takes.
 *
 * @param write what `writeSync` of `node:fs` does with the file: returns how many bytes it took
 */
export function createLineWriter(write: (text: string) => number): (line: string) => void {
  let lost = 0;
  let reason = '';
  /** A part of a line was written, and its rest never will be. */
  let isTorn = false;

  function put(line: string): boolean {
    const text = `${isTorn ? '\n' : ''}${line}\n`;
    try {
      const taken = write(text);
      if (taken === Buffer.byteLength(text)) {
        isTorn = false;
        return true;
      }
      isTorn ||= taken > 0;
      reason = 'ENOSPC';
    } catch (error) {
      reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    }
    return false;
  }

  return (line) => {
    if (lost > 0) {
      const msg = `the log could not be written (${reason}): ${lost} lines are missing here`;
      if (!put(JSON.stringify({ level: 40, time: Date.now(), msg }))) {
        lost += 1;
        return;
      }
      lost = 0;
    }
    if (!put(line)) lost += 1;
  };
}

/** Every write goes to the end, wherever that is by then: so a child goes on at the start once its log is emptied. */
async function openForOwner(path: string): Promise<FileHandle> {
  try {
    await makeFolder(dirname(path));
    const handle = await open(path, 'a+', 0o600);
    await chmod(path, 0o600);
    return handle;
  } catch (error) {
    throw fileError(path, 'written', error);
  }
}

/**
 * Empties a log that is too large, after its lines are in an older file. A child writes on to the same open file, so it
 * can't be renamed.
 */
async function boundLog(path: string, fd: number, { maxBytes, olderFiles }: LogBounds) {
  if (fstatSync(fd).size <= maxBytes) return;
  const draft = `${path}.draft`;
  try {
    await rm(draft, { force: true });
    await copyFile(path, draft, constants.COPYFILE_EXCL);
    await chmod(draft, 0o600);
    // All at once, so that next to nothing is written in between.
    appendRest(fd, draft);
    for (let age = olderFiles - 1; age > 0; age -= 1) {
      renameIfThere(`${path}.${age}`, `${path}.${age + 1}`);
    }
    renameSync(draft, `${path}.1`);
    ftruncateSync(fd);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** Adds what came to a log since it was copied. */
function appendRest(fd: number, draft: string): void {
  const copy = openSync(draft, 'a');
  try {
    const buffer = Buffer.alloc(65_536);
    let position = fstatSync(copy).size;
    for (;;) {
      const length = readSync(fd, buffer, 0, buffer.length, position);
      if (length === 0) return;
      position += writeSync(copy, buffer, 0, length);
    }
  } finally {
    closeSync(copy);
  }
}

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}
