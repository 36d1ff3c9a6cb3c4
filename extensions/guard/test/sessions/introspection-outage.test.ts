import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import knex, { type Knex } from 'knex';
import { createIntrospection } from '../../src/sessions/introspection.ts';
import { introspectionSecret } from '../support/guarded-directus.ts';
import { loginBounds } from '../support/memory-database.ts';

let db: Knex;
let server: Server;
let url: string;
const logged: unknown[] = [];

/** The route as Directus would serve it, over a database in which every statement fails. */
before(async () => {
  db = knex({ client: 'sqlite3', connection: ':memory:', useNullAsDefault: true });
  const introspect = createIntrospection({
    db,
    verify: () => 'opaque',
    reusedLogins: { has: () => false },
    ...loginBounds,
    secrets: [introspectionSecret],
    logger: { info() {}, warn() {}, error: (error) => logged.push(error) },
  });
  server = createServer(introspect);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/genie/introspect`;
});
after(async () => {
  server?.closeAllConnections();
  server?.close();
  await db?.destroy();
});

test('says 503 while the database fails, never that a token is dead', async () => {
  const answer = await fetch(url, {
    method: 'POST',
    body: '{"tokens":["static"]}',
    headers: { 'x-rbac-sync-secret': introspectionSecret },
  });
  assert.equal(answer.status, 503);
  const text = await answer.text();
  assert.match(text, /SERVICE_UNAVAILABLE/);
  assert.doesNotMatch(text, /data|directus_users|static/);
  assert.equal(logged.length, 1);
});

test('asks for the secret before it reads the body', async () => {
  const asking = request(url, { method: 'POST' });
  asking.flushHeaders();
  const [answer] = await once(asking, 'response');
  asking.destroy();
  assert.equal(answer.statusCode, 401);
});

test('stops reading a body without a stated length at 1 MB', async () => {
  const headers = { 'x-rbac-sync-secret': introspectionSecret };
  const asking = request(url, { method: 'POST', headers });
  asking.on('error', () => {});
  const answered = once(asking, 'response');
  for (let sent = 0; sent < 20; sent += 1) asking.write(' '.repeat(64 * 1024));
  const [answer] = await answered;
  asking.destroy();
  assert.equal(answer.statusCode, 413);
});
