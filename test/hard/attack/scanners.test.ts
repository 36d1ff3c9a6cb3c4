import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { makeCertificate } from '../../support/make-certificate.ts';
import { type AttackStack, startAttackStack } from './support/attack-stack.ts';
import type { AttackedApi } from './support/attacked-api.ts';
import { readOperations } from './support/operations.ts';
import { isInstalled, runScanner } from './support/run-scanner.ts';

let stack: AttackStack;
let api: AttackedApi;
let folder: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'genie-scanned-'));
  const { cert, key } = await makeCertificate();
  const [certPath, keyPath] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  await writeFile(certPath, cert);
  await writeFile(keyPath, key);
  stack = await startAttackStack();
  api = await stack.startApi({
    ENABLE_HTTPS: 'true',
    HTTPS_CERT_PATH: certPath,
    HTTPS_KEY_PATH: keyPath,
  });
});
after(async () => {
  await stack?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** What wapiti tries. Left out: what asks servers elsewhere (ssrf, xxe, wapp, nikto) or guesses passwords. */
const modules =
  'backup,blindsql,cookieflags,crlf,csp,csrf,exec,file,htaccess,http_headers,methods,permanentxss,redirect,shellshock,sql,xss';

/** What wapiti says and SECURITY.md explains, under "What scanners say". */
const explained = ['X-XSS-Protection is not set'];

interface WapitiFinding {
  level: number;
  info: string;
  method: string;
  path: string;
}

test('wapiti, with an administrator’s token, finds nothing above informational', async (t) => {
  if (!(await isInstalled('wapiti'))) {
    return t.skip('wapiti is not installed (apt-get install wapiti)');
  }
  const pages = readOperations()
    .filter(({ method, opens }) => method === 'GET' && opens !== 'secret')
    .map(({ path, queryParameters }) => {
      const query = queryParameters.map((name) => `${name}=1`).join('&');
      return `${api.url}${path.replace(/\{\w+\}/g, 'a')}${query === '' ? '' : `?${query}`}`;
    });
  const text = await runScanner('wapiti', (own, report) => [
    ...['-u', `${api.url}/`, '--scope', 'domain', '-m', modules, '-S', 'normal'],
    ...pages.flatMap((page) => ['-s', page]),
    ...['-H', `Authorization: Bearer ${stack.directus.adminToken}`],
    ...['--max-scan-time', '60', '--max-attack-time', '20', '-d', '3', '-t', '20'],
    ...['--store-session', join(own, 'session'), '--store-config', join(own, 'config')],
    ...['--flush-session', '--no-bugreport', '-v', '1', '-f', 'json', '-o', report],
  ]);
  const { vulnerabilities, anomalies } = JSON.parse(text) as Record<
    string,
    Record<string, WapitiFinding[]>
  >;
  const found = [vulnerabilities, anomalies].flatMap((part) =>
    Object.entries(part ?? {}).flatMap(([name, findings]) =>
      findings.map(({ level, method, path, info }) => ({ name, level, method, path, info })),
    ),
  );
  t.diagnostic(`${pages.length} pages to begin with; said: ${JSON.stringify(found)}`);
  assert.ok(api.isRunning(), 'the process ended');
  assert.ok(api.output().split('\n').length > 1_000, 'it tried little');
  assert.deepEqual(
    found.filter(({ info }) => !explained.includes(info)),
    [],
  );
});

test('sslscan finds TLS 1.2 and 1.3 alone, with strong ciphers and no known weakness', async (t) => {
  if (!(await isInstalled('sslscan'))) {
    return t.skip('sslscan is not installed (apt-get install sslscan)');
  }
  const xml = await runScanner('sslscan', (_, report) => [
    ...['--no-colour', '--timeout=20', `--xml=${report}`, `127.0.0.1:${api.port}`],
  ]);
  const all = (element: string) => readElements(xml, element);
  const spoken = all('protocol').filter(({ enabled }) => enabled === '1');
  assert.deepEqual(
    spoken.map(({ type, version }) => `${type} ${version}`),
    ['tls 1.2', 'tls 1.3'],
  );
  const ciphers = all('cipher');
  assert.ok(ciphers.length >= 6, xml);
  for (const { cipher = '', sslversion, strength } of ciphers) {
    // sslscan calls those of TLS 1.3 acceptable; RFC 8446 has none that are weak.
    if (sslversion === 'TLSv1.3')
      assert.match(cipher, /^TLS_(AES_(128|256)_GCM|CHACHA20_POLY1305)/);
    else assert.equal(strength, 'strong', cipher);
  }
  for (const { name, bits } of all('group')) assert.ok(Number(bits) >= 128, name);
  assert.ok(all('heartbleed').every(({ vulnerable }) => vulnerable === '0'));
  assert.ok(all('compression').every(({ supported }) => supported === '0'));
  assert.ok(all('renegotiation').every(({ supported }) => supported === '0'));
  assert.ok(all('pk').every(({ error }) => error === 'false'));
});

/** The attributes of each element of a name. */
function readElements(xml: string, name: string): Record<string, string>[] {
  return [...xml.matchAll(new RegExp(`<${name} ([^>]*)>`, 'g'))].map(([, attributes = '']) =>
    Object.fromEntries(
      [...attributes.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [
        key,
        value,
      ]),
    ),
  );
}
