import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { field, type TestUser } from '../../../../test/support/directus-client.ts';
import { startTestDirectus, type TestDirectus } from '../../../../test/support/start-directus.ts';

let makers: Server;
let reports = 0;
let directus: TestDirectus;
let user: TestUser;
let token: string;

before(async () => {
  makers = createServer((_request, response) => {
    reports += 1;
    response.writeHead(500).end();
  });
  makers.listen(0, '127.0.0.1');
  await once(makers, 'listening');
  const { port } = makers.address() as AddressInfo;
  directus = await startTestDirectus({ env: { COMPLIANCE_URL: `http://127.0.0.1:${port}` } });
  user = await directus.admin.createUser();
  token = (await directus.login(user.email, user.password)).accessToken;
});
after(async () => {
  makers?.close();
  await directus?.stop();
});

const everyone = () => [null, token];
const twoSpellings = (path: string) => [path, `${path.toUpperCase()}/`];

test('refuses exports to users without app access', async () => {
  const body = { format: 'csv', query: {}, file: {} };
  for (const who of everyone()) {
    for (const path of ['/utils/export/platform_connections', '/UTILS/Export/directus_users/']) {
      const answer = await directus.admin.request('POST', path, body, who);
      assert.equal(answer.status, 403, answer.text);
    }
  }
  // What an export does comes after its answer; that of an administrator comes after all before it.
  const answer = await directus.admin.request('POST', '/utils/export/directus_roles', body);
  assert.equal(answer.status, 204);
  const recipients = await whenNotified();
  assert.ok(recipients.length > 0 && !recipients.includes(user.id));
});

async function whenNotified(): Promise<unknown[]> {
  for (let asked = 0; asked < 600; asked += 1) {
    const { data } = await directus.admin.request('GET', '/notifications?fields=recipient');
    const rows = data as unknown[];
    if (rows.length > 0) return rows.map((row) => field(row, 'recipient'));
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('an administrator was told of no export');
}

test('nobody but an administrator has the makers of Directus told something', async () => {
  const owner = { project_owner: 'stranger@example.com', org_name: 'x' };
  for (const who of everyone()) {
    for (const path of twoSpellings('/settings/owner')) {
      assert.equal((await directus.admin.request('POST', path, owner, who)).status, 403);
    }
  }
  assert.equal(reports, 0);
});

test('nobody without the app writes anything to an account by opening a page', async () => {
  const body = { last_page: 'x'.repeat(100_000) };
  for (const who of everyone()) {
    for (const path of twoSpellings('/users/me/track/page')) {
      assert.equal((await directus.admin.request('PATCH', path, body, who)).status, 403);
    }
  }
  const kept = await directus.admin.request('GET', `/users/${user.id}?fields=last_page`);
  assert.deepEqual(kept.data, { last_page: null });
  const page = { last_page: '/content' };
  const own = await directus.admin.request('PATCH', '/users/me/track/page', page);
  assert.equal(own.status, 204, 'an administrator uses the app');
});
