import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type CredentialSystem, startCredentialSystem } from '../support/credential-system.ts';
import { root } from '../support/documents.ts';
import { readSamples } from '../support/read-samples.ts';
import type { TestDirectus } from '../support/start-directus.ts';
import type { Person } from '../support/system.ts';

let stack: CredentialSystem<TestDirectus>;
let mia: Person;
const metricsToken = 'only-for-the-metrics-4f1c8e37a9d2b605';

before(async () => {
  stack = await startCredentialSystem({
    directus: {},
    api: { tokenValidation: 'users-me', metricsToken },
  });
  mia = await stack.person();
});
after(() => stack?.stop());

const scrape = (headers: Record<string, string> = {}) =>
  stack.api.request('GET', '/metrics', { headers });
const samples = async () => readSamples((await scrape()).text);

describe('GET /metrics', () => {
  test('is open to programs on this machine', async () => {
    const answer = await scrape();
    assert.equal(answer.status, 200);
    assert.match(String(answer.headers.get('content-type')), /^text\/plain; version=0\.0\.4/);
  });

  for (const [who, headers] of [
    ['what a proxy passes on', { 'x-forwarded-for': '127.0.0.1' }],
    ['what a proxy passes on in the newer form', { forwarded: 'for=127.0.0.1' }],
    ['a page in a browser', { origin: 'http://127.0.0.1:3001' }],
    ['a browser that asks for a page', { 'sec-fetch-site': 'none' }],
  ] as const) {
    test(`needs the secret for ${who}`, async () => {
      const refused = await scrape(headers);
      assert.equal(refused.status, 401);
      assert.equal(refused.body.code, 'auth.invalid_secret');
      assert.equal((await scrape({ ...headers, 'x-rbac-sync-secret': 'wrong' })).status, 401);
      assert.equal(
        (await scrape({ ...headers, authorization: `Bearer ${mia.token}` })).status,
        401,
      );
      assert.equal((await scrape({ ...headers, 'x-rbac-sync-secret': stack.secret })).status, 200);
      const authorization = `Bearer ${metricsToken}`;
      assert.equal((await scrape({ ...headers, authorization })).status, 200);
    });
  }

  test('the metrics token opens nothing else', async () => {
    for (const [method, path, body] of [
      ['GET', '/api/me', undefined],
      ['GET', '/api/queue/stats', undefined],
      ['POST', '/api/credentials/reveal', { creatorProfileId: randomUUID() }],
    ] as const) {
      for (const headers of [{}, { 'x-rbac-sync-secret': metricsToken }] as Record<
        string,
        string
      >[]) {
        const answer = await stack.api.request(method, path, {
          token: metricsToken,
          headers,
          body,
        });
        assert.equal(answer.status, 401, path);
      }
    }
  });
});

// Prometheus takes no rise from what it hasn't seen before: a series that begins with the first eight failures has none.
test('who has no Redis and no certificate counts neither, so no alert about them fires', async () => {
  const found = await samples();
  for (const name of ['genie_limits_shared', 'genie_certificate_expires_timestamp_seconds']) {
    assert.ok(!found.has(name), name);
  }
});

test('every counter that an alert takes the rate of is there from the start', async () => {
  const rules = await readFile(join(root, 'deploy/prometheus/alerts.yaml'), 'utf8');
  const found = [...(await samples()).keys()];
  const selectors = [
    ...rules.matchAll(/(?:rate|increase)\((?!genie_guard_)(\w+)(?:\{([^}]*)\})?\[/g),
  ];
  assert.ok(selectors.length > 5);
  for (const [, name = '', labels = ''] of selectors) {
    const wanted = labels.split(',').map((label) => label.trim());
    const isThere = found.some(
      (series) => series.startsWith(`${name}{`) && wanted.every((label) => series.includes(label)),
    );
    assert.ok(isThere, `${name}{${labels}}`);
  }
});

describe('what is counted', () => {
  test('checks of tokens, by validator and outcome, with their time', async () => {
    const earlier = await samples();
    await stack.api.request('GET', '/api/me', mia);
    await stack.api.request('GET', '/api/me', { token: 'not.a.token' });
    const later = await samples();
    const grown = (name: string) => (later.get(name) ?? 0) - (earlier.get(name) ?? 0);
    assert.equal(grown('genie_token_checks_total{validator="users-me",outcome="vouched"}'), 1);
    assert.equal(grown('genie_token_checks_total{validator="users-me",outcome="refused"}'), 1);
    assert.equal(grown('genie_token_check_seconds_count{validator="users-me"}'), 2);
    assert.ok(grown('genie_directus_calls_total{purpose="checks",outcome="answered"}') >= 1);
    assert.equal(grown('genie_refusals_total{operation="getMe",code="auth.invalid_token"}'), 1);
    assert.equal(grown('genie_http_request_seconds_count{operation="getMe",status="2xx"}'), 1);
    assert.equal(grown('genie_http_request_seconds_count{operation="getMe",status="4xx"}'), 1);
  });

  test('uses of the vault, by key', async () => {
    const id = await stack.connect(mia);
    await stack.asServer('reveal', { creatorProfileId: id });
    const found = await samples();
    const opened = [...found.keys()].find((name) => name.includes('operation="open"'));
    const kid = opened?.match(/kid="([\w-]{43})"/)?.[1];
    assert.ok(kid !== undefined);
    const used = (operation: string) =>
      found.get(
        `genie_vault_operations_total{operation="${operation}",kid="${kid}",outcome="done"}`,
      );
    assert.deepEqual([used('seal'), used('open')], [1, 1]);
  });

  test('jobs of the queue', async () => {
    const found = await samples();
    assert.equal(found.get('genie_queue_up'), 1);
    for (const state of ['waiting', 'active', 'delayed']) {
      assert.equal(found.get(`genie_queue_jobs{state="${state}"}`), 0);
    }
  });

  test('an outage of Directus, which keeps nobody from reading the metrics', async () => {
    await stack.directus.halt();
    try {
      assert.equal((await stack.api.request('GET', '/api/me', mia)).status, 503);
      const found = await samples();
      assert.equal(
        found.get('genie_token_checks_total{validator="users-me",outcome="unavailable"}'),
        1,
      );
      assert.equal(
        found.get('genie_refusals_total{operation="getMe",code="directus.unavailable"}'),
        1,
      );
    } finally {
      await stack.directus.restart();
    }
  });
});

test('nothing that a client sends is in a label, nor makes a series of its own', async () => {
  const user = await stack.directus.admin.createUser();
  const word = `canary-${randomUUID()}`;
  const askOddly = async () => {
    await stack.api.request('GET', `/${word}`, { token: mia.token });
    await stack.api.request('GET', `/api/queue/jobs/${randomUUID()}`, mia);
    await stack.api.request('GET', `/api/me?${word}=1`, { token: `${randomUUID()}.a.b` });
    await stack.api.request('POST', '/api/auth/register', {
      body: { email: user.email, password: word, firstName: word },
    });
    await stack.asServer('reveal', { creatorProfileId: randomUUID() });
  };
  await askOddly();
  const before = (await samples()).size;
  for (let count = 0; count < 5; count += 1) await askOddly();
  const { text } = await scrape();
  assert.equal(readSamples(text).size, before);
  for (const secret of [word, user.email, user.id, mia.id, mia.token, stack.secret]) {
    assert.ok(!text.includes(secret));
  }
});
