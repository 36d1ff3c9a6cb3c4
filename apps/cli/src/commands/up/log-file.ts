import { chmod, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { finished } from 'node:stream/promises';
import { UpError } from '../../installation/cli-error.ts';

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
