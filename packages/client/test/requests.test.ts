import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { createGenieClient, GenieApiError, GenieUnavailableError } from '../src/index.ts';
import {
  createFakeServers,
  failure,
  json,
  lifeMs,
  signedInClient,
} from './support/fake-servers.ts';

test('ids and queries are sent so that they lead to no other route', async () => {
  const servers = createFakeServers();
  const client = await signedInClient(servers);
  servers.answer = () => json(200, { ok: true, entries: [], total: 0, job: {} });
  await client.jobs.get('../me?x=1#y');
  await client.admin.audit({ limit: 5, creatorProfileId: 'a&b' });
  assert.deepEqual(servers.requests, [
    '/api/queue/jobs/..%2Fme%3Fx%3D1%23y access-1',
    '/api/admin/audit?limit=5&creatorProfileId=a%26b access-1',
  ]);
  for (const id of ['', '.', '..']) await assert.rejects(client.credentials.remove(id), TypeError);
});

test('an error of the API has its code, status, id and details', async () => {
  const servers = createFakeServers();
  const client = await signedInClient(servers);
  const details = [{ path: 'items/3/topic', message: 'must be shorter' }];
  const body = { ok: false, error: 'Wrong.', code: 'request.invalid', requestId: 'r-9', details };
  servers.answer = () => json(400, body);
  await assert.rejects(client.captions.batch([{}]), (error) => {
    assert.ok(error instanceof GenieApiError);
    assert.equal(error.name, 'GenieApiError');
    const { message, code, status, requestId } = error;
    assert.deepEqual(
      { message, code, status, requestId, details: error.details },
      { message: 'Wrong.', code: 'request.invalid', status: 400, requestId: 'r-9', details },
    );
    return true;
  });
});

test('the page of a proxy is no word of the API', async () => {
  const servers = createFakeServers();
  const client = await signedInClient(servers);
  const page = (status: number) => () => new Response('<h1>Hello</h1>', { status });
  servers.answer = page(502);
  await assert.rejects(client.captions.generate(), GenieUnavailableError);
  servers.answer = page(200);
  await assert.rejects(client.captions.generate(), { code: 'client.unexpected_answer' });
  servers.answer = page(401);
  await assert.rejects(client.captions.generate(), { code: 'client.refused', status: 401 });
  assert.ok(servers.requests.every((request) => !request.startsWith('refresh')));
});

test('a token that is refused again right after a refresh is refused for another reason', async () => {
  const servers = createFakeServers();
  const client = await signedInClient(servers);
  servers.answer = () => failure(401, 'auth.invalid_token');
  await assert.rejects(client.me(), { code: 'auth.invalid_token', status: 401 });
  assert.equal(servers.requests.filter((request) => request.startsWith('refresh')).length, 1);
  assert.equal(await client.isSignedIn(), true);
});

test('tokens are in no error, whatever the platform says', async () => {
  const servers = createFakeServers();
  const client = await signedInClient(servers, {
    async fetch(input, init) {
      if (String(input).includes('/auth/')) return await servers.fetch(input, init);
      const headers = JSON.stringify(init?.headers);
      throw new TypeError(`cannot send ${headers}`, {
        cause: Object.assign(new Error(headers), { code: 'ECONNRESET' }),
      });
    },
  });
  const failed: unknown = await client.captions.generate().catch((error: unknown) => error);
  assert.match(String(failed), /could not be reached \(ECONNRESET\)/);
  servers.refreshFaults.push('request lost', '503', 'proxy page');
  servers.clock.advance(lifeMs);
  const unavailable: unknown = await client.me().catch((error: unknown) => error);
  for (const error of [failed, unavailable]) {
    assert.doesNotMatch(inspect(error, { depth: 9, showHidden: true }), /access-|refresh-/);
  }
});

test('only http addresses are taken, and in a page its own paths', (t) => {
  const create = (apiUrl: string) => createGenieClient({ apiUrl, directusUrl: 'http://d.test' });
  for (const address of [
    '',
    '/genie',
    'ftp://x.test',
    'x.test',
    'http://a:b@x.test',
    'http://x.test/?a',
    '//x.test',
  ]) {
    assert.throws(() => create(address), TypeError, address);
  }
  create('http://x.test/genie/');
  Reflect.set(globalThis, 'location', { href: 'http://x.test' });
  t.after(() => Reflect.deleteProperty(globalThis, 'location'));
  create('');
  create('/genie');
  assert.throws(() => create('//x.test'), TypeError);
});
