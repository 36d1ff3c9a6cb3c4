import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
  type PostgresPair,
  startPostgresPair,
  whyNoPostgres,
} from '../../extensions/guard/test/support/postgres.ts';
import type { TestUser } from '../support/directus-client.ts';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy/fault-proxy.ts';
import { until } from '../support/until.ts';

const skip = whyNoPostgres() ?? false;

describe('a PostgreSQL that is away', { skip }, () => {
  let proxy: FaultProxy;
  let pair: PostgresPair;
  let user: TestUser;
  let refreshToken: string;
  let accessToken: string;

  before(async () => {
    proxy = await startFaultProxy('http://127.0.0.1:5432');
    pair = await startPostgresPair({ port: Number(new URL(proxy.url).port) });
    user = await pair.one.admin.createUser();
    ({ refreshToken, accessToken } = await pair.one.admin.login(user.email, user.password));
  });
  after(async () => {
    await pair?.stop();
    await proxy?.close();
  });

  const send = (path: string, body?: object, headers: Record<string, string> = {}) =>
    fetch(`${pair.one.url}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      ...(body && { body: JSON.stringify(body) }),
    });
  const signIn = () => send('/auth/login', { email: user.email, password: user.password });

  test('sign-in, refresh and reading are 503 with Retry-After, and then as before', async () => {
    await proxy.refuse();
    for (const ask of [
      signIn,
      () => send('/auth/refresh', { refresh_token: refreshToken, mode: 'json' }),
      () => send('/users/me', undefined, { authorization: `Bearer ${accessToken}` }),
    ]) {
      const answer = await ask();
      const text = await answer.text();
      assert.equal(answer.status, 503, text);
      assert.ok(Number(answer.headers.get('retry-after')) > 0);
      assert.match(text, /SERVICE_UNAVAILABLE/);
      assert.doesNotMatch(text, /ECONN|5432|select|127\.0\.0\.1/i);
    }
    await proxy.listen();
    await until(async () => (await signIn()).status === 200);
    const wrong = await send('/auth/login', { email: user.email, password: 'another password' });
    assert.equal(wrong.status, 401);
    const refreshed = await send('/auth/refresh', { refresh_token: refreshToken, mode: 'json' });
    assert.equal(refreshed.status, 200);
  });
});

describe('a table that is locked', { skip }, () => {
  let pair: PostgresPair;
  before(async () => {
    // A lock is waited for for two fifths of it.
    pair = await startPostgresPair({ env: { GENIE_QUERY_TIMEOUT_MS: '1500' } });
  });
  after(() => pair?.stop());

  const ask = (query: string) => pair.one.admin.request('POST', '/graphql', { query });
  const read = '{ guard_notes { id } }';

  /** Does something while nobody else may read or write a table. */
  async function whileLocked(work: () => Promise<void>, table = 'guard_notes'): Promise<void> {
    const lock = await pair.db.transaction();
    await lock.raw('LOCK TABLE ?? IN ACCESS EXCLUSIVE MODE', [table]);
    await work().finally(() => lock.rollback());
  }

  test('a GraphQL document that needs it is 503, and then as before', async () => {
    assert.equal((await ask(read)).status, 200);
    await whileLocked(async () => {
      const { status, body } = await ask(read);
      assert.equal(status, 503, JSON.stringify(body));
      assert.match(JSON.stringify(body), /SERVICE_UNAVAILABLE/);
      assert.doesNotMatch(JSON.stringify(body), /lock|select|guard_notes/i);
      const create = await ask('mutation { create_guard_notes_item(data: {}) { id } }');
      assert.equal(create.status, 503, JSON.stringify(create.body));
    });
    assert.equal((await ask(read)).status, 200);
  });

  test('a document of several mutations keeps its answer, since some may be done', async () => {
    const query = `mutation {
      create_folders_item(data: { name: "done" }) { id }
      create_dashboards_item(data: { name: "not done" }) { id }
    }`;
    await whileLocked(async () => {
      const { status, body } = await pair.one.admin.request('POST', '/graphql/system', { query });
      assert.equal(status, 200, JSON.stringify(body));
      assert.match(JSON.stringify(body), /INTERNAL_SERVER_ERROR/);
    }, 'directus_dashboards');
    const folders = await pair.one.admin.request('GET', '/folders?filter[name][_eq]=done');
    assert.equal((folders.data as unknown[]).length, 1);
  });

  test('a mistake in a document is no outage', async () => {
    await whileLocked(async () => {
      assert.equal((await ask('{ nothing_of_this_name { id } }')).status, 400);
    });
  });
});
