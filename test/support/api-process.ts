import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { apiNodeFlags } from '../../apps/cli/src/commands/up/api-process.ts';
import { compileCache } from './directus-settings.ts';
import { freePort } from './free-port.ts';

const main = resolve(import.meta.dirname, '../../apps/api/src/main.ts');

/** The API as a process of its own, run as `npm start` runs it, which can be killed and started again on its port. */
export interface ApiProcess {
  url: string;
  port: number;
  /** Starts it and waits until it listens. */
  start(): Promise<void>;
  /** SIGKILL: nothing is said to anyone, nothing is finished. */
  kill(): Promise<void>;
  /** SIGTERM, and waits for its end. @returns the exit code */
  stop(): Promise<number | null>;
  /** The id of the process that runs now. @throws Error where none does */
  pid(): number;
  isRunning(): boolean;
  /** What the module that was loaded first answers to a message. */
  ask(message: string): Promise<unknown>;
  /** What it wrote, all starts together. */
  output(): string;
}

/**
 * @param variables its environment besides the port
 * @param preload a module that the process loads before the API
 */
export async function createApiProcess(
  variables: Record<string, string>,
  preload?: string,
): Promise<ApiProcess> {
  const scheme = variables.ENABLE_HTTPS === 'true' ? 'https' : 'http';
  const flags = preload === undefined ? [] : ['--import', preload];
  const port = await freePort();
  let child: ChildProcess | undefined;
  let output = '';

  async function end(signal: NodeJS.Signals): Promise<number | null> {
    const running = child;
    child = undefined;
    if (running === undefined || running.exitCode !== null || running.signalCode !== null) {
      return running?.exitCode ?? null;
    }
    const exited = once(running, 'exit');
    running.kill(signal);
    const [code] = (await exited) as [number | null];
    return code;
  }

  return {
    url: `${scheme}://127.0.0.1:${port}`,
    port,
    async start() {
      // The channel ends the process with this one, however this one ends.
      const started = spawn(process.execPath, [...apiNodeFlags, ...flags, main], {
        env: { ...compileCache(), ...variables, SERVER_PORT: String(port) },
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      });
      child = started;
      let own = '';
      await new Promise<void>((listening, reject) => {
        const take = (chunk: Buffer) => {
          own += chunk.toString();
          output += chunk.toString();
          if (own.includes('Server listening')) listening();
        };
        started.stdout?.on('data', take);
        started.stderr?.on('data', take);
        started.once('exit', () => reject(new Error(`the API ended: ${own}`)));
      });
    },
    async kill() {
      await end('SIGKILL');
    },
    stop: () => end('SIGTERM'),
    pid() {
      if (child?.pid === undefined) throw new Error('the API does not run');
      return child.pid;
    },
    isRunning: () => child !== undefined && child.exitCode === null && child.signalCode === null,
    async ask(message) {
      if (child === undefined) throw new Error('the API does not run');
      const answered = once(child, 'message');
      child.send(message);
      return (await answered)[0];
    },
    output: () => output,
  };
}
