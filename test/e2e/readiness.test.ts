/** `/readyz` says what is missing. A full disk and a PostgreSQL that is away are in `test/hard/faults`. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type System, startSystem } from '../support/system.ts';

let system: System;
before(async () => {
  system = await startSystem();
});
after(() => system?.stop());

test('an API whose admin token Directus does not know is not ready, and says why', async () => {
  const api = await system.startApi({
    adminToken: 'a-token-that-was-changed-at-directus-yesterday',
  });
  const { status, body, headers } = await api.request('GET', '/readyz');
  assert.equal(status, 503);
  assert.equal(body.code, 'directus.admin_token_refused');
  assert.ok(Number(headers.get('retry-after')) > 0);
  assert.equal((await system.api.request('GET', '/readyz')).status, 200);
  assert.equal((await api.request('GET', '/healthz')).status, 200);
});

test('an API without an admin token is ready for what it can do', async () => {
  const api = await system.startApi({ adminToken: undefined });
  assert.equal((await api.request('GET', '/readyz')).status, 200);
});

test('an API whose log takes no line is not ready, serves all the same, and is ready again', async () => {
  let problem: string | undefined = 'ENOSPC';
  const api = await system.startApi({ logSink: { problem: () => problem } });
  const { status, body } = await api.request('GET', '/readyz');
  assert.deepEqual([status, body.code], [503, 'server.log_unwritable']);
  const { token } = await system.person();
  assert.equal((await api.request('GET', '/api/me', { token })).status, 200);
  problem = undefined;
  assert.equal((await api.request('GET', '/readyz')).status, 200);
});

test('a Directus tells anybody one word about its database, the time, and nothing else', async () => {
  const answer = await fetch(`${system.directus.url}/genie/ready`);
  assert.equal(answer.status, 200);
  const { data } = (await answer.json()) as { data: { database: string; now: number } };
  assert.deepEqual(Object.keys(data), ['database', 'now']);
  assert.equal(data.database, 'writable');
  assert.ok(Math.abs(data.now - Date.now()) < 60_000, `${data.now}`);
});
