import { type ChildProcess, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from './free-port.ts';
import { spawnTied } from './spawn-tied.ts';

/** Why the tests on Redis can't run here; undefined if they can. */
export function whyNoRedis(): string | undefined {
  const { error } = spawnSync('redis-server', ['--version'], { timeout: 5_000 });
  return error === undefined ? undefined : `no redis-server: ${error.message}`;
}

/** A Redis of the test's own on a free loopback port. It keeps nothing on disk. */
export interface TestRedis {
  url: string;
  port: number;
  /** Ends it, as a crash would; its port refuses connections then. */
  stop(): Promise<void>;
  /** Starts it again on the same port, empty; ends it first if it runs. */
  restart(): Promise<void>;
  /** Lets it hang: connections open, nothing is answered, until `resume`. */
  pause(): void;
  resume(): void;
  /** Sends one command, written as in redis-cli. @returns the raw reply, such as `+PONG` */
  ask(command: string): Promise<string>;
  /** Ends it for good and removes its folder. */
  close(): Promise<void>;
}

/** Starts it and waits until it answers. It dies with this process, however this process ends. */
export async function startTestRedis(): Promise<TestRedis> {
  const port = await freePort();
  const dir = await mkdtemp(join(tmpdir(), 'genie-redis-'));
  let child: ChildProcess | undefined;

  async function start(): Promise<void> {
    const started = spawnRedis(port, dir);
    child = started;
    const endsAt = Date.now() + 30_000;
    while ((await askRedis(port, 'PING')) !== '+PONG') {
      if (hasEnded(started)) throw new Error(`redis-server ended: ${started.exitCode}`);
      if (Date.now() > endsAt) throw new Error('redis-server does not answer');
      await delay(10);
    }
  }

  async function stop(): Promise<void> {
    const running = child;
    child = undefined;
    if (running === undefined || hasEnded(running)) return;
    const ended = once(running, 'exit');
    // There is nothing to save, and a paused process would not hear SIGTERM.
    running.kill('SIGKILL');
    await ended;
  }

  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    stop,
    async restart() {
      await stop();
      await start();
    },
    pause: () => void child?.kill('SIGSTOP'),
    resume: () => void child?.kill('SIGCONT'),
    ask: (command) => askRedis(port, command),
    async close() {
      await stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

function spawnRedis(port: number, dir: string): ChildProcess {
  const settings = { port: `${port}`, bind: '127.0.0.1', save: '', appendonly: 'no', dir };
  const flags = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  return spawnTied('redis-server', flags);
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/** Empty where nobody answers within a second. */
async function askRedis(port: number, command: string): Promise<string> {
  return await new Promise((resolve) => {
    let answer = '';
    const socket = connect({ port, host: '127.0.0.1' });
    socket.setTimeout(1_000, () => socket.destroy());
    socket.on('data', (chunk) => {
      answer += chunk.toString();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(answer.replace(/\r\n(\+OK\r\n)?$/, '')));
    socket.write(`${command}\r\nQUIT\r\n`);
  });
}
