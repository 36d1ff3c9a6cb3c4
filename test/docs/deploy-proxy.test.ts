import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../support/free-port.ts';
import { readVariable } from '../support/process-environment.ts';
import { spawnTied } from '../support/spawn-tied.ts';
import { whyNoProxy } from '../support/start-proxy.ts';
import { readDeployed } from './deployment.ts';

const skip = whyNoProxy('caddy') ?? false;

interface Seen {
  server: string;
  url: string;
  headers: IncomingHttpHeaders;
}

/** deploy/Caddyfile as in Kubernetes: plain http, behind something else that ends HTTPS. */
describe('the proxy of the containers, behind an ingress', { skip }, () => {
  const servers: Server[] = [];
  let dir: string;
  let site: string;

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'genie-caddy-'));
    site = readDeployed('Caddyfile')
      .replace('api:3001', await echo('api'))
      .replace('directus:8055', await echo('directus'));
    await writeFile(join(dir, 'Caddyfile'), site);
  });
  after(async () => {
    for (const server of servers) server.close();
    await rm(dir, { recursive: true, force: true });
  });

  async function echo(name: string): Promise<string> {
    const server = createServer(({ url, headers }, answer) => {
      answer.end(JSON.stringify({ server: name, url, headers }));
    });
    servers.push(server);
    const port = await freePort();
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return `127.0.0.1:${port}`;
  }

  /** Starts it, asks, ends it. */
  async function ask(
    trusted: string | undefined,
    paths: readonly string[],
  ): Promise<(Seen | number)[]> {
    const url = `http://127.0.0.1:${await freePort()}`;
    const env = {
      PATH: readVariable('PATH') ?? '',
      HOME: dir,
      XDG_DATA_HOME: dir,
      XDG_CONFIG_HOME: dir,
      GENIE_SITE: url,
      ...(trusted === undefined ? {} : { GENIE_TRUSTED_PROXIES: trusted }),
    };
    const args = ['run', '--config', join(dir, 'Caddyfile'), '--adapter', 'caddyfile'];
    const child = spawnTied('caddy', args, { env, isHeard: true });
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    const headers = { 'x-forwarded-for': '203.0.113.7', 'x-forwarded-proto': 'https' };
    try {
      while ((await fetch(url).catch(() => undefined)) === undefined) {
        assert.equal(child.exitCode, null, said);
        await delay(20);
      }
      const seen: (Seen | number)[] = [];
      for (const path of paths) {
        const answer = await fetch(`${url}${path}`, { headers });
        const text = await answer.text();
        seen.push(answer.status === 200 ? (JSON.parse(text) as Seen) : answer.status);
      }
      return seen;
    } finally {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    }
  }

  test('hands on what the ingress says of the client, and keeps its own address behind it', async () => {
    const [api, directus] = await ask('127.0.0.1/32 10.244.0.0/16', [
      '/api/me',
      '/directus/auth/login',
    ]);
    for (const seen of [api, directus]) {
      assert.ok(typeof seen === 'object');
      assert.equal(seen.headers['x-forwarded-for'], '203.0.113.7, 127.0.0.1');
      assert.equal(seen.headers['x-forwarded-proto'], 'https');
    }
    assert.ok(typeof directus === 'object');
    assert.deepEqual([directus.server, directus.url], ['directus', '/auth/login']);
  });

  test('believes nobody who is not named', async () => {
    const [seen] = await ask('10.244.0.0/16', ['/api/me']);
    assert.ok(typeof seen === 'object');
    assert.equal(seen.headers['x-forwarded-for'], '127.0.0.1');
    assert.equal(seen.headers['x-forwarded-proto'], 'http');
  });

  test('keeps the routes for servers and the rest of Directus inside', async () => {
    const inside = [
      '/metrics',
      '/api/credentials/reveal',
      '/directus/users',
      '/directus/genie/introspect',
      '/directus/genie/vault',
    ];
    assert.deepEqual(await ask(undefined, inside), [403, 403, 404, 404, 404]);
  });
});
