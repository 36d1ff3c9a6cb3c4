import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { makeCertificate } from '../../support/make-certificate.ts';
import { type AttackStack, startAttackStack } from './support/attack-stack.ts';
import { readOperations } from './support/operations.ts';
import { isInstalled, runScanner } from './support/run-scanner.ts';

let stack: AttackStack;
let folder: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'genie-scanned-'));
  stack = await startAttackStack();
});
after(async () => {
  await stack?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** What wapiti tries. Left out: what asks servers elsewhere (ssrf, xxe, wapp, nikto) or guesses passwords. */
const modules =
  'backup,blindsql,cookieflags,crlf,csp,csrf,exec,file,htaccess,http_headers,methods,permanentxss,redirect,shellshock,sql,xss';

/** What wapiti finds and SECURITY.md explains, under "What scanners say". */
const explained = new Set(['Secure Flag cookie', 'Internal Server Error', 'Resource consumption']);

interface WapitiFinding {
  level: number;
  info: string;
  method: string;
  path: string;
}

test('wapiti, with an administrator’s token, finds nothing above informational', async (t) => {
  if (!(await isInstalled('wapiti')))
    return t.skip('wapiti is not installed (apt-get install wapiti)');
  const { api, directus } = stack;
  const pages = readOperations()
    .filter(({ method, opens }) => method === 'GET' && opens !== 'secret')
    .map(({ path, queryParameters }) => {
      const query = queryParameters.map((name) => `${name}=1`).join('&');
      return `${api.url}${path.replace(/\{\w+\}/g, 'a')}${query === '' ? '' : `?${query}`}`;
    });
  const text = await runScanner('wapiti', (own, report) => [
    ...['-u', `${api.url}/`, '--scope', 'domain', '-m', modules, '-S', 'normal'],
    ...pages.flatMap((page) => ['-s', page]),
    ...['-H', `Authorization: Bearer ${directus.adminToken}`],
    ...['--max-scan-time', '60', '--max-attack-time', '20', '-d', '3', '-t', '20'],
    ...['--store-session', join(own, 'session'), '--store-config', join(own, 'config')],
    ...['--flush-session', '--no-bugreport', '-v', '1', '-f', 'json', '-o', report],
  ]);
  const report = JSON.parse(text) as Record<string, Record<string, WapitiFinding[]>>;
  const found = [report.vulnerabilities, report.anomalies].flatMap((part) =>
    Object.entries(part ?? {}).flatMap(([name, findings]) =>
      findings.map(({ level, method, path, info }) => ({ name, level, method, path, info })),
    ),
  );
  t.diagnostic(JSON.stringify(found).slice(0, 4_000));
  t.diagnostic(JSON.stringify(report.infos));
  assert.ok(api.isAlive());
  assert.deepEqual(
    found.filter(({ name }) => !explained.has(name)),
    [],
  );
});

test('sslscan finds TLS 1.2 and 1.3 alone, with strong ciphers and no known weakness', async (t) => {
  if (!(await isInstalled('sslscan')))
    return t.skip('sslscan is not installed (apt-get install sslscan)');
  const { cert, key } = await makeCertificate();
  const [certPath, keyPath] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  await writeFile(certPath, cert);
  await writeFile(keyPath, key);
  const api = await stack.startApi({
    ENABLE_HTTPS: 'true',
    HTTPS_CERT_PATH: certPath,
    HTTPS_KEY_PATH: keyPath,
  });
  const xml = await runScanner('sslscan', (_, report) => [
    '--no-colour',
    '--timeout=20',
    `--xml=${report}`,
    `127.0.0.1:${api.port}`,
  ]);
  t.diagnostic(xml.replace(/\s+/g, ' ').slice(0, 8_000));
});
