/**
 * Writes what a program says into the file `GENIE_TEST_OUTPUT` as well (`--import`), each time before the program goes on.
 * So a test that has had an answer finds all that was said before it, whichever process started the program.
 */
import { openSync, writeSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const path = process.env.GENIE_TEST_OUTPUT;

// What a worker says comes by the main thread.
if (path !== undefined && isMainThread) {
  const file = openSync(path, 'a');
  const { stdout } = process;
  const write = stdout.write.bind(stdout) as (...all: unknown[]) => boolean;
  stdout.write = (chunk: string | Uint8Array, ...others: unknown[]) => {
    try {
      writeSync(file, typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
    } catch {
      // On a full disk, which a test makes, the program goes on as it would without this.
    }
    return write(chunk, ...others);
  };
}
