/**
 * Where the log's lines go: standard output, as a file or a pipe.
 *
 * Guarantees: a line that can't be written ends nothing and keeps nobody waiting, whether the disk is full, the reader is
 * gone or it reads too slowly. The log has a gap then, says how many lines are missing as soon as it takes any again, and
 * goes on by itself.
 * Doesn't guarantee that a line is kept: what must not be lost isn't in the log but in the database.
 */
import { writeSync } from 'node:fs';

/** For a reader that is slow for a moment. */
const maxHeldBytes = 1_000_000;
const retryMs = 50;

const newline = 0x0a;

export interface LogSinkOptions {
  /** Writes to the file; what `writeSync` of `node:fs` does with standard output. */
  write?: (chunk: Buffer) => number;
  now?: () => number;
}

/** A destination for pino. */
export type LogSink = ReturnType<typeof createLogSink>;

export function createLogSink({
  write = (chunk) => writeSync(1, chunk),
  now = Date.now,
}: LogSinkOptions = {}) {
  let held: Buffer = Buffer.alloc(0);
  let timer: NodeJS.Timeout | undefined;
  let lostLines = 0;
  let problem: string | undefined;
  /** A part of a line was written, and its rest never will be. */
  let isTorn = false;

  /** Writes what it can of whole lines. @returns the rest that a slow reader has still to take */
  function put(lines: Buffer): Buffer {
    let rest = lines;
    try {
      while (rest.length > 0) rest = rest.subarray(write(rest));
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
      if (code === 'EAGAIN') return rest;
      problem = code;
      lostLines += linesIn(rest);
      isTorn ||= rest.length < lines.length && lines[lines.length - rest.length - 1] !== newline;
      return Buffer.alloc(0);
    }
    return rest;
  }

  /** Says what is missing, before the first line that can be written again. */
  function closeGap(): void {
    if (problem === undefined && lostLines === 0) return;
    const lost = lostLines;
    // What a slow reader has missed is missing as well, though nothing is wrong any more.
    const was = problem ?? 'EAGAIN';
    const msg = `the log could not be written (${was}): ${lost} lines are missing here`;
    const line = `${isTorn ? '\n' : ''}${JSON.stringify({ level: 40, time: now(), msg })}\n`;
    [problem, lostLines] = [undefined, 0];
    held = put(Buffer.from(line));
    // It failed again, and that note itself is none of the missing lines.
    if (problem !== undefined) lostLines = lost;
    else isTorn = false;
  }

  function drain(): void {
    timer = undefined;
    held = put(held);
    if (held.length > 0) retryLater();
  }

  function retryLater(): void {
    if (timer === undefined) timer = setTimeout(drain, retryMs).unref();
  }

  return {
    /** @param text whole lines */
    write(text: string): void {
      const lines = Buffer.from(text);
      if (held.length > 0) {
        if (held.length + lines.length > maxHeldBytes) lostLines += linesIn(lines);
        else held = Buffer.concat([held, lines]);
        return;
      }
      closeGap();
      if (problem !== undefined) {
        lostLines += linesIn(lines);
        return;
      }
      // Behind what is left of the note, if its reader is slow.
      held = held.length > 0 ? Buffer.concat([held, lines]) : put(lines);
      if (held.length > 0) retryLater();
    },
    /** Why nothing can be written, such as ENOSPC; it's tried anew for that. Undefined while all is well. */
    problem(): string | undefined {
      if (held.length === 0) closeGap();
      return problem;
    },
  };
}

function linesIn(text: Buffer): number {
  let count = 0;
  for (let at = text.indexOf(newline); at !== -1; at = text.indexOf(newline, at + 1)) count += 1;
  return count;
}
