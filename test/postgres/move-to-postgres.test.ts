import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { introspectionSecretOf } from '@genie-helper/environment';
import knex from 'knex';
import { type DirectusDatabase, startDirectus } from '../../directus/src/index.ts';
import { makeEmptyDatabase, whyNoPostgres } from '../../extensions/guard/test/support/postgres.ts';
import { type CredentialSystem, startCredentialSystem } from '../support/credential-system.ts';
import { createTestDirectusClient } from '../support/directus-client.ts';
import { testAdmin, testRelease } from '../support/directus-settings.ts';
import { freePort } from '../support/free-port.ts';
import { runBlock } from '../support/run-page.ts';
import type { TestApi } from '../support/start-api.ts';
import type { TestDirectus } from '../support/start-directus.ts';

const page = 'how-to/move-to-postgres.md';
const server = { host: '127.0.0.1', port: 5432, user: 'postgres' };
const sharedSecret = randomBytes(32).toString('base64url');
const introspectionSecret = introspectionSecretOf(sharedSecret);
type Row = Record<string, unknown>;
const skip = whyNoPostgres() ?? false;

describe('an installation that moves to PostgreSQL as docs/how-to says', { skip }, () => {
  let stack: CredentialSystem<TestDirectus>;
  let home: string;

  before(async () => {
    stack = await startCredentialSystem({ directus: { settings: { introspectionSecret } } });
    home = await mkdtemp(join(tmpdir(), 'genie-move-'));
  });
  after(async () => {
    await stack?.stop();
    await rm(home, { recursive: true, force: true });
  });

  /** The folder of a project whose data is that of the system, and whose `.env` names this database. */
  async function project(name: string, database: string) {
    const cwd = join(home, name);
    await mkdir(cwd);
    await symlink(stack.directus.settings.dataDir, join(cwd, 'data'));
    const { url, settings } = stack.directus;
    const variables = {
      DIRECTUS_RELEASE: testRelease,
      SECRET: settings.secret,
      ADMIN_EMAIL: testAdmin.email,
      ADMIN_PASSWORD: testAdmin.password,
      DIRECTUS_ADMIN_TOKEN: testAdmin.token,
      DIRECTUS_URL: url,
      RBAC_SYNC_WEBHOOK_SECRET: sharedSecret,
      DB_CLIENT: 'pg',
      DB_HOST: server.host,
      DB_DATABASE: database,
      DB_USER: server.user,
    };
    const lines = Object.entries(variables).map(([key, value]) => `${key}=${value}\n`);
    await writeFile(join(cwd, '.env'), lines.join(''), { mode: 0o600 });
    return { cwd, variables: { HOME: home } };
  }

  async function serve(t: TestContext, database: string) {
    const { settings, adminToken } = stack.directus;
    const port = await freePort();
    const target: DirectusDatabase = { client: 'pg', ...server, database };
    const publicUrl = `http://127.0.0.1:${port}`;
    const directus = await startDirectus({ ...settings, port, publicUrl, database: target });
    t.after(() => directus.stop());
    const api = await stack.startApi({ directusUrl: directus.url });
    return { api, client: createTestDirectusClient(directus.url, adminToken) };
  }

  const move = (project: { cwd: string; variables: Record<string, string> }) =>
    runBlock(page, 'import-sqlite', project);

  test('is not moved while its Directus runs, or into a database that has something', async (t) => {
    const database = await makeEmptyDatabase(t);
    const running = await move(await project('running', database));
    assert.equal(running.code, 1);
    assert.match(
      running.stderr,
      /^A Directus runs at http:\S+, and what it writes .* Stop it first/,
    );
    const db = knex({ client: 'pg', connection: { ...server, database } });
    t.after(() => db.destroy());
    await db.raw('CREATE TABLE orders AS SELECT 1 AS id');
    await stack.directus.halt();
    t.after(() => stack.directus.restart());
    const taken = await move(await project('taken', database));
    assert.equal(taken.code, 1);
    assert.match(taken.stderr, /^The database \S+ is not empty: it has orders\. .*createdb/);
    assert.deepEqual((await db.raw('SELECT id FROM orders')).rows, [{ id: 1 }]);
  });

  test('has its users, sessions, credentials, log, batches and chats, and goes on from there', async (t) => {
    const { admin, login } = stack.directus;
    const user = await admin.createUser();
    const tokens = await login(user.email, user.password);
    const gone = await login(user.email, user.password);
    const body = { refresh_token: gone.refreshToken };
    await admin.request('POST', '/auth/logout', body, null);
    const person = { token: tokens.accessToken };
    const credentials = { password: 'Zürich-£12', note: '😀 \u2028' };
    const connection = await stack.connect(person, credentials);
    await stack.asServer('reveal', { creatorProfileId: connection });
    const items = [{ platform: 'x', topic: 'a "quoted" topic' }, { platform: 'reddit' }];
    const accepted = await stack.api.request('POST', '/api/captions/batch', {
      ...person,
      body: { items },
    });
    const jobPath = `/api/queue/jobs/${accepted.body.jobId}`;
    const jobOf = async (api: TestApi) =>
      Object((await api.request('GET', jobPath, person)).body.job);
    while ((await jobOf(stack.api)).status !== 'completed') await delay(50);
    const say = (api: TestApi, message: string) =>
      api.request('POST', '/api/genie/stream-chat', { ...person, body: { message } });
    await say(stack.api, 'How do batches work?');
    const kept = (name: string, client = admin) =>
      client.request('GET', `/items/${name}?limit=-1&sort=id`).then(({ data }) => data as Row[]);
    const names = [
      'platform_connections',
      'credential_access_log',
      'caption_jobs',
      'chat_messages',
    ];
    const before = await Promise.all(names.map((name) => kept(name)));
    assert.ok(before.every((rows) => rows.length > 0));
    const job = await jobOf(stack.api);
    await stack.directus.halt();
    t.after(() => stack.directus.restart());

    const database = await makeEmptyDatabase(t);
    const { code, stdout, stderr } = await move(await project('moved', database));
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^Copied \d{3,} rows of \d{2} tables from \S+directus\.db\.\n$/m);

    const { api, client } = await serve(t, database);
    assert.deepEqual(await Promise.all(names.map((name) => kept(name, client))), before);
    assert.deepEqual(await jobOf(api), job);
    assert.equal((await api.request('GET', '/api/me', person)).status, 200);
    const ended = await api.request('GET', '/api/me', { token: gone.accessToken });
    assert.equal(ended.status, 401);
    const again = await client.login(user.email, user.password);
    assert.equal((await api.request('GET', '/api/me', { token: again.accessToken })).status, 200);
    const revealed = await api.request('POST', '/api/credentials/reveal', {
      headers: { 'x-rbac-sync-secret': stack.secret },
      body: { creatorProfileId: connection },
    });
    assert.deepEqual(revealed.body.credentials, credentials);
    await say(api, 'And now?');
    for (const [index, name] of names.entries()) {
      const [rows, former = []] = [await kept(name, client), before[index]];
      const isWritten = ['credential_access_log', 'chat_messages'].includes(name);
      assert.equal(rows.length > former.length, isWritten, name);
      assert.deepEqual(rows.slice(0, former.length), former);
    }

    await t.test(
      'and its guards end a session in the statement that changes an address',
      async (t) => {
        const db = knex({ client: 'pg', connection: { ...server, database } });
        t.after(() => db.destroy());
        await db('directus_users')
          .where({ id: user.id })
          .update({ email: `new-${user.email}` });
        for (const token of [tokens.accessToken, again.accessToken]) {
          assert.equal((await api.request('GET', '/api/me', { token })).status, 401);
        }
      },
    );
  });
});
