/** Certificate authorities of one's own, named in a file that Node doesn't read them from by itself. */
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { rootCertificates } from 'node:tls';
import { promisify } from 'node:util';
import { apiNodeFlags } from '../../apps/cli/src/commands/up/api-process.ts';
import { compileCache } from '../support/directus-settings.ts';
import { freePort } from '../support/free-port.ts';
import { makeCertificate } from '../support/make-certificate.ts';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');

describe('a Directus whose certificate is of an authority of its own', () => {
  let dir: string;
  let lines: string[];
  const certified = createServer((_request, answer) => {
    answer.setHeader('content-type', 'application/json');
    answer.end(JSON.stringify({ data: { waiting: 0, next: [], overdue: 0 } }));
  });

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'genie-authorities-'));
    const { cert, key } = await makeCertificate();
    certified.setSecureContext({ cert, key });
    await once(certified.listen(0, '127.0.0.1'), 'listening');
    // Behind another one: a file may have several. Two of one name would be taken for each other.
    await writeFile(join(dir, 'ca.crt'), `${rootCertificates[0]}\n${cert}`);
    const { port } = certified.address() as AddressInfo;
    lines = [
      `DIRECTUS_URL=https://127.0.0.1:${port}`,
      `DIRECTUS_ADMIN_TOKEN=${'t0ken-'.repeat(6)}`,
    ];
  });
  after(async () => {
    certified.closeAllConnections();
    certified.close();
    await rm(dir, { recursive: true, force: true });
  });

  const deletions = () =>
    run(
      process.execPath,
      [join(root, 'apps/cli/src/main.ts'), 'users', 'deletions', '--dir', dir],
      { env: compileCache() },
    );

  test('genie trusts it where .env names it, by a path from its folder', async () => {
    await writeFile(join(dir, '.env'), [...lines, 'NODE_EXTRA_CA_CERTS=ca.crt', ''].join('\n'));
    assert.equal((await deletions()).stdout, 'No account waits for its deletion.\n');
  });

  test('genie does not trust it where nothing names it, or what is named is no certificate', async () => {
    await writeFile(join(dir, '.env'), lines.join('\n'));
    await assert.rejects(deletions(), /DEPTH_ZERO_SELF_SIGNED_CERT/);
    await writeFile(join(dir, '.env'), [...lines, 'NODE_EXTRA_CA_CERTS=.env'].join('\n'));
    await assert.rejects(deletions(), /NODE_EXTRA_CA_CERTS names .* no file of PEM certificates/);
  });

  test('the API trusts it where the file of --env-file names it', async (t) => {
    const file = join(dir, 'api.env');
    const own = [`NODE_EXTRA_CA_CERTS=${join(dir, 'ca.crt')}`, `SERVER_PORT=${await freePort()}`];
    await writeFile(file, [...lines, ...own].join('\n'));
    const asked = once(certified, 'request', { signal: AbortSignal.timeout(60_000) });
    const main = join(root, 'apps/api/src/main.ts');
    const api = spawn(process.execPath, [...apiNodeFlags, `--env-file=${file}`, main], {
      env: compileCache(),
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    t.after(async () => {
      const ended = once(api, 'exit');
      api.kill('SIGKILL');
      await ended;
    });
    await asked;
  });
});
