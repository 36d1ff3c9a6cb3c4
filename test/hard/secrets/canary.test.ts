/** Every secret of an installation and of its users, looked for wherever it has no business to be. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type TestContext, test } from 'node:test';
import { parseEnv } from 'node:util';
import { secretNames } from '@genie-helper/environment';
import { freePorts, temporaryDir } from '../../../apps/cli/test/support/installation.ts';
import { processesIn, runGenie } from '../../../apps/cli/test/support/run-genie.ts';
import { type Answer, createVisitor } from './visitor.ts';

const main = resolve(import.meta.dirname, '../../../apps/cli/src/main.ts');
const canary = (what: string) => `canary-${what}-${randomBytes(12).toString('hex')}`;

/** Where a text is that must not be there. */
function assertAbsent(secrets: ReadonlyMap<string, string>, text: string, where: string): void {
  for (const [name, secret] of secrets) {
    assert.ok(!text.includes(secret), `${name} is in ${where}`);
    const encoded = Buffer.from(secret).toString('base64').replace(/=+$/, '');
    assert.ok(!text.includes(encoded), `${name}, in base64, is in ${where}`);
  }
}

async function filesIn(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

test('no secret shows anywhere but where it is meant to', async (t: TestContext) => {
  const dir = await temporaryDir(t);
  const ports = await freePorts();
  const genie = runGenie(dir, { ...ports, LOG_LEVEL: 'trace' }, main);
  t.after(async () => {
    genie.send('SIGKILL');
    await genie.ended;
  });
  await genie.untilItSays('Ctrl-C stops both');
  const settings = parseEnv(await readFile(join(dir, '.env'), 'utf8')) as Record<string, string>;
  const ofInstallation = new Map(
    secretNames.flatMap((name) => (settings[name] ? [[name, settings[name]]] : [])),
  );
  assert.ok(ofInstallation.size >= 4);

  const ofUsers = new Map<string, string>();
  const stored = new Map<string, string>();
  const remember = (map: Map<string, string>, what: string) => {
    const secret = canary(what);
    map.set(what, secret);
    return secret;
  };
  const visitor = createVisitor({ ...settings, ...ports });
  const shown: Answer[] = [];
  const see = async (answer: Promise<Answer>): Promise<Answer> => {
    const seen = await answer;
    shown.push(seen);
    return seen;
  };

  const email = 'canary@example.com';
  const password = remember(ofUsers, 'password');
  const { api, directus, asServer } = visitor;
  await see(api('POST', '/api/register', { body: { email, password } }));
  await see(
    api('POST', '/api/register', { body: { email, password: `${password}${'x'.repeat(200)}` } }),
  );
  const login = await directus('POST', '/auth/login', { body: { email, password } });
  const { access_token: token, refresh_token: refresh } = login.body.data as Record<string, string>;
  assert.ok(token && refresh);
  ofUsers.set('access token', token).set('refresh token', refresh);
  const session = await see(api('POST', '/api/session', { body: { email, password } }));
  const cookie = session.cookies[0]?.split(';')[0] ?? '';
  ofUsers.set('session token', cookie.split('=')[1] ?? '');
  await see(
    api('POST', '/api/session', { body: { email, password: remember(ofUsers, 'wrong password') } }),
  );
  await see(api('GET', '/api/session', { headers: { cookie } }));
  await see(api('GET', '/api/me', { token }));
  await see(api('GET', `/api/me?access_token=${remember(ofUsers, 'token in a URL')}`, { token }));
  await see(api('GET', '/api/me', { token: remember(ofUsers, 'forged token') }));
  await see(api('POST', '/api/captions/generate', { token, body: {} }));
  await see(
    api('POST', '/api/genie/stream-chat', { token, body: { message: 'How do I log in?' } }),
  );

  const credentials = { api_key: remember(stored, 'api key') };
  const profile = { platform: 'x', credentials };
  const made = await see(api('POST', '/api/credentials/create-profile', { token, body: profile }));
  const creatorProfileId = made.body.id;
  await see(
    api('POST', '/api/credentials/create-profile', {
      token,
      body: { ...profile, platform: 'nowhere' },
    }),
  );
  const again = { creatorProfileId, credentials: { api_key: remember(stored, 'another key') } };
  await see(asServer('store', again));
  const download = {
    label: 'a',
    type: 'password',
    username: 'a',
    password: remember(stored, 'download'),
  };
  await see(api('POST', '/api/credentials/download-creds', { token, body: download }));
  const jar = [{ name: 'sid', value: remember(stored, 'cookie'), domain: 'x.com', path: '/' }];
  await see(
    api('POST', '/api/credentials/platform-session', {
      token,
      body: { creatorProfileId, cookies: jar },
    }),
  );
  // These two are told what they ask for, and nobody else.
  const revealed = await asServer('reveal', { creatorProfileId });
  assert.deepEqual(revealed.body.credentials, again.credentials);
  const wrong = { 'x-rbac-sync-secret': remember(ofUsers, 'wrong secret') };
  await see(api('POST', '/api/credentials/reveal', { body: { creatorProfileId }, headers: wrong }));
  for (const path of ['/metrics', '/openapi.json', '/reference', '/', '/healthz', '/readyz']) {
    await see(api('GET', path));
  }
  await see(api('GET', '/api/credentials', { token }));
  await see(directus('GET', '/items/platform_connections', { token }));
  await see(directus('GET', '/users/me', { token }));
  await see(directus('GET', '/server/info', { token }));

  const all = new Map([...ofInstallation, ...ofUsers, ...stored]);
  for (const { name, text, headers } of shown)
    assertAbsent(all, `${text}${headers}`, `the answer to ${name}`);
  assertAbsent(new Map([...ofUsers, ...stored]), genie.output(), 'what genie prints');
  const pids = await processesIn(dir);
  assert.ok(pids.length >= 2);
  for (const pid of pids) {
    assertAbsent(all, await readFile(`/proc/${pid}/cmdline`, 'latin1'), `the arguments of ${pid}`);
  }
  genie.send('SIGINT');
  await genie.ended;

  const files = (await filesIn(dir)).filter((file) => !file.endsWith('/.env'));
  assert.ok(
    files.some((file) => file.endsWith('api.log')),
    files.join(),
  );
  for (const file of files) {
    const isDatabase = /directus\.db(-wal|-shm|-journal)?$/.test(file);
    const content = await readFile(file, 'latin1');
    assertAbsent(stored, content, file);
    if (isDatabase) {
      // Directus keeps static and refresh tokens as they are; that is what the file's mode and SECURITY.md are about.
      const kept = new Set(['DIRECTUS_ADMIN_TOKEN', 'refresh token', 'session token']);
      assertAbsent(new Map([...all].filter(([name]) => !kept.has(name))), content, file);
    } else assertAbsent(all, content, file);
  }
});
