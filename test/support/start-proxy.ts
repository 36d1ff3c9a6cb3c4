import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from './free-port.ts';
import { makeCertificate } from './make-certificate.ts';
import { readVariable } from './process-environment.ts';
import { spawnTied } from './spawn-tied.ts';

/** The one address that the test's proxies let to the routes for servers. */
export const listedServer = '127.0.0.10';

/** A reverse proxy with the configuration of `docs/how-to`, before servers of a test. */
export interface TestProxy {
  /** https, on loopback. */
  url: string;
  /** Where plain http is sent on; undefined where the proxy does so by itself and the test has it off. */
  plainUrl: string | undefined;
  /** The certificate to trust. */
  ca: string;
  stop(): Promise<void>;
}

const howTo = resolve(import.meta.dirname, '../../docs/how-to');

/** Why a proxy can't be tried here; undefined if it can. */
export function whyNoProxy(name: ProxyName): string | undefined {
  const args = name === 'nginx' ? ['-v'] : ['version'];
  const { error } = spawnSync(name, args, { timeout: 10_000, env: proxyEnvironment() });
  return error === undefined ? undefined : `no ${name}: ${error.message}`;
}

/** Starts it on free ports and waits until it listens. It dies with this process. */
export async function startProxy(
  name: ProxyName,
  servers: { apiUrl: string; directusUrl: string },
): Promise<TestProxy> {
  const dir = await mkdtemp(join(tmpdir(), `genie-${name}-`));
  const [port, plainPort] = [await freePort(), await freePort()];
  const { cert, key } = await makeCertificate();
  const files = { cert: join(dir, 'cert.pem'), key: join(dir, 'key.pem') };
  await writeFile(files.cert, cert);
  await writeFile(files.key, key);
  const place = { dir, port, plainPort, files, ...servers };
  const config = join(dir, 'proxy.conf');
  await writeFile(config, await (name === 'nginx' ? nginxConfig : caddyConfig)(place));
  const end = await runProxy(name, { dir, config, port });
  return {
    url: `https://127.0.0.1:${port}`,
    plainUrl: name === 'nginx' ? `http://127.0.0.1:${plainPort}` : undefined,
    ca: cert,
    async stop() {
      await end();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/**
 * Starts one before several APIs, with the block of `docs/how-to/several-servers.md`, over plain http.
 *
 * @param apiUrls as many as the page names
 */
export async function startProxyForSeveral(
  name: ProxyName,
  apiUrls: readonly string[],
): Promise<Pick<TestProxy, 'url' | 'stop'>> {
  const dir = await mkdtemp(join(tmpdir(), `genie-${name}-`));
  const port = await freePort();
  const page = await readFile(join(howTo, 'several-servers.md'), 'utf8');
  const block = new RegExp(`\`\`\`${name === 'caddy' ? 'caddy' : 'nginx'}\\n(.*?)\`\`\``, 's').exec(
    page,
  )?.[1];
  if (block === undefined) throw new Error(`no block for ${name}`);
  const addresses = Object.fromEntries(
    apiUrls.map((url, index) => [`127.0.0.1:${3001 + index}`, new URL(url).host]),
  );
  const site = replaceEach(block, addresses);
  const text =
    name === 'caddy'
      ? `{\nadmin off\n}\nhttp://127.0.0.1:${port} {\n${site}\n}`
      : nginxFrame(dir, `${site}\n${plainServer(port)}`);
  const config = join(dir, 'proxy.conf');
  await writeFile(config, text);
  const end = await runProxy(name, { dir, config, port });
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      await end();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** What `docs/how-to/nginx.conf` says of requests, without HTTPS. */
const plainServer = (port: number) => `server {
  listen 127.0.0.1:${port};
  proxy_http_version 1.1;
  proxy_set_header Connection "";
  proxy_set_header Host $http_host;
  proxy_set_header X-Forwarded-For $remote_addr;
  proxy_read_timeout 90s;
  location / { proxy_pass http://genie_api; }
}`;

interface Place {
  dir: string;
  port: number;
  plainPort: number;
  files: { cert: string; key: string };
  apiUrl: string;
  directusUrl: string;
}

async function nginxConfig(place: Place): Promise<string> {
  const { dir, port, plainPort, files, apiUrl, directusUrl } = place;
  const site = replaceEach(await readFile(join(howTo, 'nginx.conf'), 'utf8'), {
    'listen 80;': `listen 127.0.0.1:${plainPort};`,
    'listen 443 ssl http2;': `listen 127.0.0.1:${port} ssl http2;`,
    '/etc/letsencrypt/live/genie.example.com/fullchain.pem': files.cert,
    '/etc/letsencrypt/live/genie.example.com/privkey.pem': files.key,
    '127.0.0.1:3001': new URL(apiUrl).host,
    '127.0.0.1:8055': new URL(directusUrl).host,
    '# allow 203.0.113.10;': `allow ${listedServer};`,
  });
  return nginxFrame(dir, site);
}

async function caddyConfig(place: Place): Promise<string> {
  const { port, files, apiUrl, directusUrl } = place;
  const site = replaceEach(await readFile(join(howTo, 'Caddyfile'), 'utf8'), {
    '\ngenie.example.com {': `\nhttps://127.0.0.1:${port} {\n\tbind 127.0.0.1\n\ttls ${files.cert} ${files.key}`,
    '127.0.0.1:3001': new URL(apiUrl).host,
    '127.0.0.1:8055': new URL(directusUrl).host,
    '# not remote_ip 203.0.113.10': `not remote_ip ${listedServer}`,
  });
  const global = 'admin off\nauto_https disable_redirects\nservers {\nprotocols h1 h2\n}';
  return `{\n${global}\n}\n${site}`;
}

/** Puts a test's own values to those of the pages, each of which has to be there. */
function replaceEach(text: string, values: Record<string, string>): string {
  let replaced = text;
  for (const [written, value] of Object.entries(values)) {
    if (!replaced.includes(written)) throw new Error(`"${written}" isn't in the configuration`);
    replaced = replaced.replace(written, value);
  }
  return replaced;
}

export type ProxyName = 'nginx' | 'caddy';

/** Where proxies are found: Debian's nginx isn't in every user's PATH. */
function proxyEnvironment(): Record<string, string> {
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
