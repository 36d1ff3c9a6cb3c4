import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { leaseDirectus } from '../../../../test/support/directus-pool.ts';
import { readSamples } from '../../../../test/support/read-samples.ts';
import { startTestDirectus, type TestDirectus } from '../../../../test/support/start-directus.ts';
import { metricsPath } from '../../src/metrics/index.ts';
import { introspectionSecret } from '../support/introspection-secret.ts';

const metricsToken = 'only-for-the-metrics-4f1c8e37a9d2b605';
let directus: TestDirectus;

before(async () => {
  directus = await startTestDirectus({
    settings: { introspectionSecret },
    env: { METRICS_TOKEN: `string:${metricsToken}`, LOGIN_LIMIT_ACCOUNT_FAILURES: '2' },
  });
});
after(() => directus?.stop());

const bearer = { authorization: `Bearer ${metricsToken}` };
const scrape = (headers: Record<string, string> = {}, url = directus.url) =>
  fetch(`${url}${metricsPath}`, { headers });
const samples = async () => readSamples(await (await scrape(bearer)).text());

test('opens to the metrics token and to the secret of our API, and to nobody else', async () => {
  for (const headers of [bearer, { 'x-rbac-sync-secret': introspectionSecret }]) {
    const answer = await scrape(headers);
    assert.equal(answer.status, 200);
    assert.match(String(answer.headers.get('content-type')), /^text\/plain; version=0\.0\.4/);
    assert.equal(answer.headers.get('cache-control'), 'no-store');
  }
  const user = await directus.admin.createUser();
  const { accessToken } = await directus.login(user.email, user.password);
  for (const headers of [
    {},
    { authorization: `Bearer ${accessToken}` },
    { authorization: `Bearer ${directus.adminToken}` },
    { authorization: `Basic ${metricsToken}` },
    { 'x-rbac-sync-secret': metricsToken },
  ] as Record<string, string>[]) {
    const answer = await scrape(headers);
    assert.equal(answer.status, 401);
    assert.doesNotMatch(await answer.text(), /genie_/);
  }
  const asUser = await fetch(`${directus.url}/users/me`, { headers: bearer });
  assert.equal(asUser.status, 401);
});

test('without a metrics token, an empty one opens nothing', async (t) => {
  const plain = await leaseDirectus();
  t.after(plain.stop);
  for (const authorization of ['Bearer ', 'Bearer undefined', '']) {
    assert.equal((await scrape({ authorization }, plain.url)).status, 401);
  }
});

test('counts closed endpoints, refused tokens, sign-ins and limits, by their reason', async () => {
  const user = await directus.admin.createUser();
  const { accessToken } = await directus.login(user.email, user.password);
  const earlier = await samples();
  const post = (path: string, body: object) =>
    fetch(`${directus.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${accessToken}` },
      body: JSON.stringify(body),
    });
  await post('/auth/password/request', { email: user.email });
  await post('/graphql/system', {
    query: 'mutation { users_invite(email: "x@example.com", role: "x") }',
  });
  await directus.login(user.email, user.password);
  const wrong = { email: user.email, password: 'not the password' };
  for (let n = 0; n < 3; n += 1) await directus.admin.request('POST', '/auth/login', wrong, null);
  await directus.admin.request('PATCH', `/users/${user.id}`, { status: 'suspended' });
  await fetch(`${directus.url}/users/me`, { headers: { authorization: `Bearer ${accessToken}` } });
  const later = await samples();
  const grown = (name: string) => (later.get(name) ?? 0) - (earlier.get(name) ?? 0);
  assert.deepEqual(
    [
      'genie_guard_closed_endpoints_total{reason="password_reset"}',
      'genie_guard_closed_endpoints_total{reason="invitation"}',
      'genie_guard_closed_endpoints_total{reason="hashing"}',
      'genie_guard_sign_ins_total{outcome="succeeded"}',
      'genie_guard_sign_ins_total{outcome="failed"}',
      'genie_guard_throttled_total{limit="account_failures"}',
      'genie_guard_token_refusals_total{reason="session_ended"}',
    ].map(grown),
    [1, 1, 0, 1, 2, 1, 1],
  );
});

test('shows memory and connections, and no series comes from what a client sends', async () => {
  const before = await samples();
  assert.ok((before.get('process_resident_memory_bytes') ?? 0) > 1e8);
  assert.ok((before.get('genie_guard_database_connections{state="free"}') ?? -1) >= 0);
  await fetch(`${directus.url}/auth/password/anything?x=${crypto.randomUUID()}`);
  await directus.admin.request(
    'POST',
    '/auth/login',
    { email: 'a@b.example', password: 'x' },
    null,
  );
  const names = (found: ReadonlyMap<string, number>) =>
    [...found.keys()].filter((name) => name.startsWith('genie_')).toSorted();
  assert.deepEqual(names(await samples()), names(before));
});
