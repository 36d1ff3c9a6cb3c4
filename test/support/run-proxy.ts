import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { readVariable } from './process-environment.ts';
import { spawnTied } from './spawn-tied.ts';

export type ProxyName = 'nginx' | 'caddy';

/** Where proxies are found: Debian's nginx isn't in every user's PATH. */
export function proxyEnvironment(): Record<string, string> {
  return { PATH: `${readVariable('PATH') ?? ''}:/usr/sbin:/usr/local/sbin` };
}

/**
 * Runs a proxy until it is stopped, and waits until it listens. It dies with this process.
 *
 * @param dir a folder for what it writes
 * @param config the path of its configuration
 * @returns what ends it
 */
export async function runProxy(
  name: ProxyName,
  { dir, config, port }: { dir: string; config: string; port: number },
): Promise<() => Promise<void>> {
  const args =
    name === 'nginx'
      ? ['-p', dir, '-e', 'stderr', '-c', config]
      : ['run', '--config', config, '--adapter', 'caddyfile'];
  const env = { ...proxyEnvironment(), HOME: dir, XDG_DATA_HOME: dir, XDG_CONFIG_HOME: dir };
  const child = spawnTied(name, args, { env, isHeard: true });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  while (!(await listens(port))) {
    if (child.exitCode !== null) throw new Error(`${name} ended: ${said}`);
    await delay(20);
  }
  return async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
}

/** What every nginx of a test begins with: one process, no log, nothing written outside its folder. */
export function nginxFrame(dir: string, http: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return [
    'daemon off; master_process off;',
    `pid ${join(dir, 'nginx.pid')};`,
    'events { worker_connections 4096; }',
    'http {',
    'access_log off;',
    ...temporary.map((what) => `${what}_temp_path ${join(dir, what)};`),
    http,
    '}',
  ].join('\n');
}

async function listens(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
