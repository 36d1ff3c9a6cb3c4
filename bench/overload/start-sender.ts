import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpus } from 'node:os';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Stream, StretchFigures } from './sender.ts';

const senderFile = resolve(import.meta.dirname, 'sender.ts');

/** The load in its own process, on a core of its own where the machine has several. */
export interface Sender {
  /** Whether the load and those who are loaded were put on different cores. */
  isApart: boolean;
  send(streams: readonly Stream[], seconds: number): Promise<StretchFigures>;
  stop(): Promise<void>;
}

/**
 * @param url of the API
 * @param loaded the processes of those who are loaded; they're kept off the load's core
 */
export async function startSender(url: string, loaded: readonly number[]): Promise<Sender> {
  const child = spawn(process.execPath, [senderFile], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const exited = once(child, 'exit');
  const last = cpus().length - 1;
  const pin = (pid: number, cores: string) =>
    promisify(execFile)('taskset', ['--all-tasks', '--cpu-list', '--pid', cores, String(pid)]);
  const isApart =
    last > 0 &&
    (await Promise.all([
      pin(child.pid ?? 0, String(last)),
      ...loaded.map((pid) => pin(pid, `0-${last - 1}`)),
    ]).then(
      () => true,
      () => false,
    ));
  const port = Number(new URL(url).port);
  return {
    isApart,
    async send(streams, seconds) {
      child.send({ port, seconds, streams });
      const [figures] = (await once(child, 'message')) as [StretchFigures];
      return figures;
    },
    async stop() {
      child.disconnect();
      await exited;
    },
  };
}
