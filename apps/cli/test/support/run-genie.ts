import { spawn } from 'node:child_process';
import { readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { compileCache } from '../../../../test/support/directus-settings.ts';
import { until } from '../../../../test/support/until.ts';

/** A `genie` that runs as a process of its own. */
export interface RunningGenie {
  /** All that it has written to stdout and stderr so far. */
  output(): string;
  /** Resolves when it has written this; rejects with the output when it ends first. */
  untilItSays(text: string): Promise<void>;
  send(signal: NodeJS.Signals): void;
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

/**
 * Runs `genie up --dir dir`, with no other variables than these and where compiled code is kept.
 *
 * @param script `support/genie.ts` for one with stand-ins, `src/main.ts` for the real one
 */
export function runGenie(
  dir: string,
  variables: Record<string, string>,
  script = join(import.meta.dirname, 'genie.ts'),
): RunningGenie {
  const child = spawn(process.execPath, [script, 'up', '--dir', dir], {
    env: { ...compileCache(), ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  }
  let hasEnded = false;
  const ended = new Promise<Awaited<RunningGenie['ended']>>((resolve) => {
    child.once('close', (code, signal) => {
      hasEnded = true;
      resolve({ code, signal });
    });
  });
  return {
    output: () => output,
    ended,
    send: (signal) => void child.kill(signal),
    async untilItSays(text) {
      await until(() => output.includes(text) || hasEnded);
      if (!output.includes(text)) throw new Error(`never said "${text}":\n${output}`);
    },
  };
}

/** The processes whose working folder is in `dir`: what `up` started there. Empty where there's no /proc. */
export async function processesIn(dir: string): Promise<number[]> {
  const names = await readdir('/proc').catch(() => []);
  const pids = names.map(Number).filter(Number.isInteger);
  const folders = await Promise.all(
    pids.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => '')),
  );
  return pids.filter((_, index) => folders[index]?.startsWith(dir));
}
