/**
 * What a process of ours wrote, made fit for people: sentences instead of stack traces.
 *
 * Directus logs JSON, one entry a line. Its command line and Node itself print an error with its stack, an excerpt of
 * the source and the error's properties. Of all that a person needs the message.
 */
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** A stack trace with its properties has some sixty lines, and the sentence stands before them. */
const keptLines = 400;

/** The lines that a process wrote last. */
export type ProcessOutput = ReturnType<typeof createProcessOutput>;

/** Keeps the last lines that a process writes. */
export function createProcessOutput() {
  const lines: string[] = [];
  return {
    add(line: string): void {
      lines.push(line);
      if (lines.length > keptLines * 2) lines.splice(0, keptLines);
    },
    /** Adds each line of these streams. @param onLine receives each, too */
    read(streams: readonly (Readable | null)[], onLine: (line: string) => void = () => {}): void {
      for (const stream of streams) {
        if (stream === null) continue;
        const input = createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY });
        input.on('line', (line) => {
          this.add(line);
          onLine(line);
        });
      }
    },
    /** The last lines that say something, oldest first. */
    lastLines: (limit: number): string[] => tellingLines(lines.slice(-keptLines)).slice(-limit),
    /** Why the process ended, where it said so: the message of the last error that it wrote. */
    reason: () => reasonIn(tellingLines(lines.slice(-keptLines))),
  };
}

/** The message of the last error among lines that `tellingLines` gave; undefined where none tells of one. */
function reasonIn(lines: readonly string[]): string | undefined {
  const line = lines.findLast((each) => errorLine.test(each));
  return line === undefined ? undefined : withoutLabel(line);
}

const errorLine = /^(error|fatal|Error|[A-Z]\w*Error)( \[\w+\])?: /;

/** An error's line without the word "error" before it; names such as TypeError stay. */
export function withoutLabel(line: string): string {
  return line.replace(/^(error|fatal|Error)( \[\w+\])?: /, '');
}

const frame = /^\s+at .+/;
const caret = /^\s*\^+\s*$/;

/**
 * The lines that say something to a person, readable: no stack, no source, no properties of an error, and of a JSON
 * log the level and the message.
 */
export function tellingLines(lines: readonly string[]): string[] {
  const told: string[] = [];
  let isDump = false;
  let isRequireStack = false;
  for (const [index, line] of lines.entries()) {
    if (isDump) {
      // An error whose message is empty, as that of several addresses tried in vain, has its reason here.
      const code = /^\s+code: '(\w+)'/.exec(line)?.[1];
      const last = told.at(-1);
      if (code !== undefined && last !== undefined && /^\w*Error$/.test(last)) {
        told[told.length - 1] = `Error: ${code}`;
      }
      isDump = !/^\}/.test(line);
      continue;
    }
    isRequireStack = line === 'Require stack:' || (isRequireStack && line.startsWith('- '));
    // Before the arrow stand the place and the line of source.
    const isExcerpt = [1, 2].some((further) => caret.test(lines[index + further] ?? ''));
    const isNoise = frame.test(line) || caret.test(line) || /^Node\.js v\d/.test(line);
    isDump = line.endsWith(' {') && (frame.test(line) || startsError.test(line));
    if (isRequireStack || isExcerpt || isNoise || line.trim() === '') continue;
    told.push(readableLogLine(line));
  }
  return told;
}

const startsError = /^\[?\w*[Ee]rror\b/;

const levelNames: Readonly<Record<number, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};

/** Turns one line of a JSON log into `level: message`, an error into its message; gives other lines back unchanged. */
export function readableLogLine(line: string): string {
  const entry = parseEntry(line);
  if (entry === undefined) return startsError.test(line) ? readableError(line) : line;
  const level = typeof entry.level === 'number' ? levelNames[entry.level] : undefined;
  const message = typeof entry.msg === 'string' ? entry.msg : errorMessage(entry.err);
  if (message === undefined) return line;
  const words = withoutStatement(firstPart(message));
  return level === undefined ? words : `${level}: ${words}`;
}

/** `[Error: message] {` and `AggregateError [ECONNREFUSED]: ` as `Error: message`. */
function readableError(line: string): string {
  const bare = line
    .replace(/ \{$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .trim();
  const [, label = '', code, message] =
    /^(\w*[Ee]rror)(?: \[(\w+)\])?(?:: ?(.*))?$/.exec(bare) ?? [];
  if (label === '') return bare;
  if (message) return `${label}: ${withoutStatement(message)}`;
  return code === undefined ? label : `${label}: ${code}`;
}

/** A message that goes on with its stack is cut where that begins. */
function firstPart(message: string): string {
  return message.split(/\n(?:\s+at |Require stack:)/)[0]?.trim() ?? message;
}

/** Knex puts the statement with its values before the database's own words; it's no help, and may hold a secret. */
function withoutStatement(message: string): string {
  return message.replace(
    /^(?:select|insert|update|delete|create|alter|drop|with|pragma|begin|commit)\b.* - (?=.+$)/is,
    '',
  );
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
