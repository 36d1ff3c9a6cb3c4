/** The proxies' own checks of what the pages and deploy/ have: `nginx -t`, `caddy validate`. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { root } from '../support/documents.ts';
import { freePort } from '../support/free-port.ts';
import { makeCertificate } from '../support/make-certificate.ts';
import { readVariable } from '../support/process-environment.ts';
import { nginxFrame, whyNoProxy } from '../support/start-proxy.ts';

let dir: string;
before(async () => {
  dir = await mkdtemp(join(tmpdir(), 'genie-proxy-checks-'));
});
after(() => rm(dir, { recursive: true, force: true }));

const read = (path: string) => readFile(join(root, path), 'utf8');

function check(program: string, args: string[], variables: Record<string, string> = {}) {
  const PATH = `${readVariable('PATH')}:/usr/sbin`;
  const env = { PATH, HOME: dir, XDG_DATA_HOME: dir, XDG_CONFIG_HOME: dir, ...variables };
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8', env, timeout: 60_000 });
  return { status, stderr };
}

/** The block of a page that several servers put in place of one. */
async function blockOf(language: string): Promise<string> {
  const page = await read('docs/how-to/several-servers.md');
  const block = new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 's').exec(page)?.[1];
  assert.ok(block);
  return block;
}

describe('nginx -t accepts', { skip: whyNoProxy('nginx') ?? false }, () => {
  /** With this machine's certificate and ports in place of those that the page tells to replace. */
  async function checkSite(site: string) {
    const { cert, key } = await makeCertificate();
    await writeFile(join(dir, 'cert.pem'), cert);
    await writeFile(join(dir, 'key.pem'), key);
    const here = site
      .replace(/\/etc\/letsencrypt\S*fullchain\.pem/, join(dir, 'cert.pem'))
      .replace(/\/etc\/letsencrypt\S*privkey\.pem/, join(dir, 'key.pem'))
      .replace('listen 80;', `listen 127.0.0.1:${await freePort()};`)
      .replace('listen 443 ', `listen 127.0.0.1:${await freePort()} `);
    await writeFile(join(dir, 'nginx.conf'), nginxFrame(dir, here));
    return check('nginx', ['-t', '-q', '-p', dir, '-e', 'stderr', '-c', join(dir, 'nginx.conf')]);
  }

  test('the site of docs/how-to/nginx.conf, and refuses it with a word misspelt', async () => {
    const site = await read('docs/how-to/nginx.conf');
    assert.deepEqual(await checkSite(site), { status: 0, stderr: '' });
    assert.notEqual((await checkSite(site.replace('proxy_pass', 'proxy_pas'))).status, 0);
  });

  test('the site with the upstream of several servers', async () => {
    const site = await read('docs/how-to/nginx.conf');
    const several = site.replace(/^upstream genie_api \{[^}]*\}\n/m, await blockOf('nginx'));
    assert.notEqual(several, site);
    assert.deepEqual(await checkSite(several), { status: 0, stderr: '' });
  });
});

describe('caddy validate accepts', { skip: whyNoProxy('caddy') ?? false }, () => {
  async function checkFile(text: string, variables: Record<string, string> = {}) {
    const file = join(dir, 'Caddyfile');
    await writeFile(file, text);
    return check('caddy', ['validate', '--config', file, '--adapter', 'caddyfile'], variables);
  }

  test('docs/how-to/Caddyfile, and refuses it with a word misspelt', async () => {
    const site = await read('docs/how-to/Caddyfile');
    const { status, stderr } = await checkFile(site);
    assert.equal(status, 0, stderr);
    assert.notEqual((await checkFile(site.replace('reverse_proxy', 'revers_proxy'))).status, 0);
  });

  test('the site with the servers of several-servers.md', async () => {
    const site = await read('docs/how-to/Caddyfile');
    const last = site.lastIndexOf('\thandle {');
    const { status, stderr } = await checkFile(`${site.slice(0, last)}${await blockOf('caddy')}}`);
    assert.equal(status, 0, stderr);
  });

  for (const site of ['genie.example.com', ':8080']) {
    test(`deploy/Caddyfile for ${site}`, async () => {
      const variables = { GENIE_SITE: site, GENIE_TRUSTED_PROXIES: '10.244.0.0/16' };
      const { status, stderr } = await checkFile(await read('deploy/Caddyfile'), variables);
      assert.equal(status, 0, stderr);
    });
  }
});
