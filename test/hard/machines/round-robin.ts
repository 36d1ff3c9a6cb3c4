import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../support/free-port.ts';
import { nginxFrame, runProxy } from '../../support/start-proxy.ts';

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
  await writeFile(config, nginxFrame(dir, sharing(port, urls)));
  const end = await runProxy('nginx', { dir, config, port });
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      await end();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

function sharing(port: number, urls: readonly string[]): string {
  return `upstream servers {
  ${urls.map((url) => `server ${new URL(url).host} max_fails=1 fail_timeout=1s;`).join('\n  ')}
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
}`;
}
