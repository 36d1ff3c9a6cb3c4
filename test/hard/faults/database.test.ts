/** What the database does to a few must not be done to all, and what it does for a while must not last. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { checkTimeoutMs } from '../../../apps/api/src/compose/foundation.ts';
import { extensionFolder } from '../../../extensions/guard/test/support/extension-folder.ts';
import { introspectionSecret } from '../../../extensions/guard/test/support/introspection-secret.ts';
import {
  type PostgresPair,
  startPostgresPair,
  whyNoPostgres,
} from '../../../extensions/guard/test/support/postgres.ts';
import { testAdmin } from '../../support/directus-settings.ts';
import { type FaultProxy, startFaultProxy } from '../../support/fault-proxy/fault-proxy.ts';
import { startTestApi, type TestApi } from '../../support/start-api.ts';
import { newVaultKey } from '../../support/system.ts';
import { until } from '../../support/until.ts';

const skip = whyNoPostgres() ?? false;
const secret = randomBytes(32).toString('base64url');

describe('a PostgreSQL that has trouble', { skip }, () => {
  let proxy: FaultProxy;
  let pair: PostgresPair;
  let api: TestApi;
  let token: string;
  let creatorProfileId: unknown;

  before(async () => {
    proxy = await startFaultProxy('http://127.0.0.1:5432');
    pair = await startPostgresPair({ port: Number(new URL(proxy.url).port) });
    api = await startTestApi({
      checkTimeoutMs,
      directusUrl: pair.one.url,
      adminToken: testAdmin.token,
      tokenValidation: 'introspect',
      introspectionSecret,
      sharedSecret: { current: secret, previous: undefined },
      vaultKeys: { current: newVaultKey(), previous: [] },
    });
    const user = await pair.one.admin.createUser();
    ({ accessToken: token } = await pair.one.admin.login(user.email, user.password));
    const body = { platform: 'x', credentials: { api_key: 'a' } };
    const made = await api.request('POST', '/api/credentials/create-profile', { token, body });
    creatorProfileId = made.body.id;
  });
  after(async () => {
    await api?.stop();
    await pair?.stop();
    await proxy?.close();
  });

  const me = async () => (await api.request('GET', '/api/me', { token })).status;
  const reveal = async () =>
    (
      await api.request('POST', '/api/credentials/reveal', {
        body: { creatorProfileId },
        headers: { 'x-rbac-sync-secret': secret },
      })
    ).status;
  const times = (count: number, ask: () => Promise<number>) =>
    Promise.all(Array.from({ length: count }, ask));
  const back = (ask: () => Promise<number>) => until(async () => (await ask()) === 200);

  test('30 reveals wait for a locked log, and everything else goes on', async (t) => {
    assert.equal(await reveal(), 200);
    const lock = await pair.db.transaction();
    await lock.raw('LOCK TABLE credential_access_log IN ACCESS EXCLUSIVE MODE');
    const { rows } = await pair.db.raw('SELECT pg_backend_pid() AS pid');
    const from = performance.now();
    const reveals = times(30, reveal);
    const others: number[] = [];
    let areOver = false;
    void reveals.then(() => {
      areOver = true;
    });
    while (!areOver) others.push(await me());
    const took = Math.round(performance.now() - from);
    assert.deepEqual(
      new Set(await reveals),
      new Set([503]),
      'nothing is revealed without its entry',
    );
    t.diagnostic(`${others.length} times /api/me in ${took} ms`);
    assert.deepEqual(
      others.filter((status) => status !== 200),
      [],
    );
    assert.ok(others.length > 10, `${others.length} in ${took} ms`);
    // The server has ended what waited, rather than let it go on for nobody.
    const waiting = () =>
      pair.db.raw(
        `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND pid <> ?`,
        [rows[0].pid],
      );
    await until(async () => (await waiting()).rows.length === 0);
    await lock.rollback();
    await back(reveal);
  });

  test('every connection is ended by the server: nobody is told anything wrong, and all goes on', async () => {
    await times(20, me);
    await pair.db.raw(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
    for (const status of await times(20, me)) assert.ok([200, 503].includes(status), `${status}`);
    await back(me);
    assert.deepEqual(await times(20, me), Array(20).fill(200));
  });

  test('connections that died in silence are given up, also where people come one by one', async (t) => {
    // So many at once that the pool is full.
    await Promise.all(
      Array.from({ length: 40 }, () => pair.one.admin.request('GET', '/users?limit=1')),
    );
    proxy.abandon();
    const from = performance.now();
    for (let status = 0; status !== 200; ) {
      status = await me();
      assert.ok([200, 503].includes(status), `${status}`);
    }
    assert.deepEqual(await times(10, me), Array(10).fill(200));
    const took = performance.now() - from;
    t.diagnostic(`as before ${Math.round(took)} ms after`);
    // One after the other, each dead connection costs somebody the whole time of a query.
    assert.ok(took < 15_000, `${took}`);
  });

  test('refused for a while: 503 meanwhile, then as before', async (t) => {
    await proxy.refuse();
    const slowest: number[] = [];
    for (const endsAt = performance.now() + 3_000; performance.now() < endsAt; ) {
      const from = performance.now();
      assert.equal(await me(), 503);
      slowest.push(performance.now() - from);
    }
    await proxy.listen();
    const from = performance.now();
    await back(me);
    t.diagnostic(
      `${slowest.length} times 503, the slowest after ${Math.round(Math.max(...slowest))} ms; back after ${Math.round(performance.now() - from)} ms`,
    );
  });
});

describe('a Directus whose connections never come back', { skip }, () => {
  test('ends, so that it is started anew; and does not while the database is away', async (t) => {
    const leak = await makeLeakingExtension();
    const proxy = await startFaultProxy('http://127.0.0.1:5432');
    const pair = await startPostgresPair({
      port: Number(new URL(proxy.url).port),
      env: {
        EXTENSIONS_PATH: `string:${await extensionFolder('guard', leak)}`,
        GENIE_QUERY_TIMEOUT_MS: '1000',
      },
    });
    t.after(async () => {
      await pair.stop();
      await proxy.close();
      await rm(leak, { recursive: true, force: true });
    });
    const [leaking, sound] = [pair.processOf(0), pair.processOf(1)];
    await fetch(`${leaking.url}/test/leak`, { method: 'POST' });
    const exit = await leaking.exited;
    assert.deepEqual(exit, { code: 1, signal: null });
    assert.match(pair.lines.join('\n'), /no connection of this process has for \d+ s/);
    // Three times as long as the other one needed.
    await proxy.refuse();
    const ended = await Promise.race([sound.exited, new Promise((r) => setTimeout(r, 10_000))]);
    assert.equal(ended, undefined);
    await proxy.listen();
    await until(async () => (await pair.two.admin.request('GET', '/users/me')).status === 200);
  });
});

/** A hook that takes every connection of the pool and gives none back, as a mistake in code would. */
async function makeLeakingExtension(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'genie-leak-'));
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({
      name: 'leak',
      version: '1.0.0',
      type: 'module',
      'directus:extension': { type: 'hook', path: 'index.js', source: 'index.js', host: '^11.0.0' },
    }),
  );
  await writeFile(
    join(folder, 'index.js'),
    `export default ({ init }, { database }) => init('app.before', ({ app }) =>
      app.post('/test/leak', async (_, response) => {
        const { client } = database;
        await Promise.all(Array.from({ length: client.pool.max }, () => client.acquireConnection()));
        response.end();
      }));`,
  );
  return folder;
}
