import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort } from '../../../support/free-port.ts';

const main = resolve(import.meta.dirname, '../../../../apps/api/src/main.ts');
const reporter = resolve(import.meta.dirname, 'report-state.ts');

/** What the process says of itself. */
export interface ProcessState {
  /** Every property of the built-in prototypes. */
  names: string[];
  rssBytes: number;
}

/** The API as a process that is attacked: whether it ended, and what it has become, can be asked. */
export interface AttackedApi {
  url: string;
  port: number;
  pid: number;
  /** Whether it has run without a break until now. */
  isAlive(): boolean;
  state(): Promise<ProcessState>;
  /** Its log until now. */
  log(): Promise<string>;
  stop(): Promise<void>;
}

/** Starts it. @param variables its environment besides the port */
export async function startAttackedApi(variables: Record<string, string>): Promise<AttackedApi> {
  const port = await freePort();
  const scheme = variables.ENABLE_HTTPS === 'true' ? 'https' : 'http';
  const directory = await mkdtemp(join(tmpdir(), 'genie-attacked-'));
  const logFile = join(directory, 'log');
  // The channel ends the process with this one, however this one ends.
  const child = spawn(process.execPath, ['--import', reporter, main], {
    env: { ...variables, SERVER_PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const log = createWriteStream(logFile);
  child.stdout?.pipe(log);
  child.stderr?.pipe(log);
  await whenListening(child);
  return {
    url: `${scheme}://127.0.0.1:${port}`,
    port,
    pid: child.pid ?? 0,
    isAlive: () => child.exitCode === null && child.signalCode === null,
    async state() {
      const answered = once(child, 'message');
      child.send('state');
      const [state] = (await answered) as [ProcessState];
      return state;
    },
    log: () => readFile(logFile, 'utf8'),
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        const ended = once(child, 'exit');
        child.kill('SIGTERM');
        await ended;
      }
      log.destroy();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function whenListening(child: ChildProcess): Promise<void> {
  let said = '';
  await new Promise<void>((listening, reject) => {
    const take = (chunk: Buffer) => {
      said += String(chunk);
      if (!said.includes('Server listening')) return;
      child.stdout?.off('data', take);
      child.stderr?.off('data', take);
      listening();
    };
    child.stdout?.on('data', take);
    child.stderr?.on('data', take);
    child.once('exit', () => reject(new Error(`the API ended: ${said}`)));
  });
}
