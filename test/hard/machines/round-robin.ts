import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../support/free-port.ts';
import { readVariable } from '../../support/process-environment.ts';
import { spawnTied } from '../../support/spawn-tied.ts';

/** An nginx that gives each request to the next of several servers, and to another where one refuses. */
export interface RoundRobin {
  url: string;
  stop(): Promise<void>;
}

/** @param urls of servers of one kind, on this machine */
export async function startRoundRobin(urls: readonly string[]): Promise<RoundRobin> {
  const dir = await mkdtemp(join(tmpdir(), 'genie-round-robin-'));
  const port = await freePort();
  const config = join(dir, 'nginx.conf');
  await writeFile(config, configFor(dir, port, urls));
  const env = { PATH: `${readVariable('PATH') ?? ''}:/usr/sbin:/usr/local/sbin` };
  const child = spawnTied('nginx', ['-p', dir, '-e', 'stderr', '-c', config], {
    env,
    isHeard: true,
  });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  while (!(await listens(port))) {
    if (child.exitCode !== null) throw new Error(`nginx ended: ${said}`);
    await sleep(20);
  }
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      await rm(dir, { recursive: true, force: true });
    },
  };
}

function configFor(dir: string, port: number, urls: readonly string[]): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `daemon off; master_process off; pid ${join(dir, 'nginx.pid')};
events { worker_connections 4096; }
http {
  access_log off;
  ${temporary.map((what) => `${what}_temp_path ${join(dir, what)};`).join('\n  ')}
  upstream servers {
    ${urls.map((url) => `server ${new URL(url).host} max_fails=1 fail_timeout=1s;`).join('\n    ')}
  }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://servers;
      proxy_http_version 1.1;
      proxy_set_header Host $http_host;
      proxy_set_header Connection "";
      proxy_set_header X-Forwarded-For $remote_addr;
      proxy_connect_timeout 1s;
      proxy_buffering off;
    }
  }
}
`;
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
