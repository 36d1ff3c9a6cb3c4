import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { startCredentialSystem } from '../support/credential-system.ts';
import { startFakeUpstream } from '../support/fake-upstream.ts';
import {
  type CollectedSpan,
  startCollector,
  type TestCollector,
} from '../support/start-collector.ts';

type Stack = Awaited<ReturnType<typeof startCredentialSystem>>;

let stack: Stack;
let mia: Awaited<ReturnType<Stack['person']>>;
let collector: TestCollector;

before(async () => {
  stack = await startCredentialSystem();
  mia = await stack.person();
  collector = await startCollector();
});
after(async () => {
  await stack?.stop();
  await collector?.close();
});

/** What an API of its own has traced once it is closed, which sends the last of it. */
async function trace(work: (api: Stack['api']) => Promise<unknown>): Promise<CollectedSpan[]> {
  const first = collector.spans.length;
  const api = await stack.startApi({ traceEndpoint: collector.endpoint });
  await work(api);
  await api.stop();
  return collector.spans.slice(first);
}

const named = (spans: readonly CollectedSpan[], name: string) => {
  const found = spans.find((span) => span.name === name);
  assert.ok(found, `no span ${name} among ${spans.map((span) => span.name).join(', ')}`);
  return found;
};

describe('a request', () => {
  test('is one trace, from the request over the check to Directus', async () => {
    const all = await trace((api) => api.request('GET', '/api/me', mia));
    const request = named(all, 'getMe');
    // The API asks other things of Directus meanwhile, for nobody's request.
    const spans = all.filter(({ traceId }) => traceId === request.traceId);
    const check = named(spans, 'check token');
    const call = named(spans, 'directus checks');
    assert.equal(request.parentSpanId, undefined);
    assert.equal(check.parentSpanId, request.spanId);
    assert.equal(call.parentSpanId, check.spanId);
    assert.deepEqual(request.attributes, {
      'http.request.method': 'GET',
      'http.route': '/api/me',
      'http.response.status_code': 200,
    });
    assert.equal(call.attributes['http.response.status_code'], 200);
  });

  test('goes on with the trace of its client, and starts its own where that one is malformed', async () => {
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const spans = await trace(async (api) => {
      const traceparent = `00-${traceId}-b7ad6b7169203331-01`;
      await api.request('GET', '/healthz', { headers: { traceparent } });
      await api.request('GET', '/healthz', { headers: { traceparent: `00-${traceId}-x-01` } });
    });
    // They are told of as they end, which needn't be as they began.
    const [joined, ...others] = spans.filter((span) => span.traceId === traceId);
    assert.equal(joined?.parentSpanId, 'b7ad6b7169203331');
    assert.equal(others.length, 0);
    assert.ok(spans.length > 1);
  });

  test('that fails through Directus says so, with the code of the error', async () => {
    const gone = await startFakeUpstream();
    await gone.close();
    const spans = await trace(async () => {
      const api = await stack.startApi({
        directusUrl: gone.url,
        traceEndpoint: collector.endpoint,
      });
      assert.equal((await api.request('GET', '/api/me', mia)).status, 503);
      await api.stop();
    });
    const request = named(spans, 'getMe');
    assert.ok(request.isFailed);
    assert.equal(request.attributes['error.type'], 'directus.unavailable');
    assert.ok(named(spans, 'directus checks').isFailed);
  });

  test('has the id of its trace in the log', async () => {
    let log = '';
    const spans = await trace(async (api) => {
      await api.request('GET', '/api/me', mia);
      log = api.log();
    });
    const { traceId } = named(spans, 'getMe');
    assert.ok(log.split('\n').some((line) => line.includes(traceId) && line.includes('answered')));
  });
});

test('no span holds a token, a secret, an e-mail, an id, a path or a text that a client sent', async () => {
  const word = `canary-${randomUUID()}`;
  const user = await stack.directus.admin.createUser();
  const id = await stack.connect(mia, { api_key: word });
  const first = collector.bodies.length;
  await trace(async (api) => {
    const headers = { 'x-rbac-sync-secret': stack.secret };
    await api.request('GET', `/${word}`, mia);
    await api.request('GET', '/api/credentials', mia);
    await api.request('POST', '/api/credentials/reveal', {
      headers,
      body: { creatorProfileId: id },
    });
    await api.request('POST', '/api/session', { body: { email: user.email, password: word } });
    await api.request('POST', '/api/auth/register', {
      body: { email: user.email, password: `${word}-1A`, firstName: word },
    });
  });
  const sent = collector.bodies.slice(first).join('\n');
  assert.match(sent, /revealCredentials/);
  for (const secret of [
    word,
    mia.id,
    mia.token,
    id,
    user.id,
    user.email,
    stack.secret,
    stack.directus.adminToken,
  ]) {
    assert.ok(!sent.includes(secret), secret.slice(0, 6));
  }
});

test('a collector that is away refuses nobody and keeps no server from closing', async () => {
  const gone = await startCollector();
  await gone.close();
  const api = await stack.startApi({ traceEndpoint: gone.endpoint });
  assert.equal((await api.request('GET', '/api/me', mia)).status, 200);
  await api.stop();
});
