import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, type TestContext, test } from 'node:test';
import { type CredentialSystem, startCredentialSystem } from '../support/credential-system.ts';
import { type FakeUpstream, jsonAnswer, startFakeUpstream } from '../support/fake-upstream.ts';
import { runExample } from '../support/run-example.ts';
import { manageClients, newClient } from '../support/service-clients.ts';

const run = (args: readonly string[], variables: Record<string, string>) =>
  runExample(['node', 'examples/server/keep-login.ts', ...args], variables);

describe('examples/server', () => {
  let stack: CredentialSystem;
  let variables: Record<string, string>;

  before(async () => {
    stack = await startCredentialSystem();
    const { email, password } = await stack.directus.admin.createUser();
    variables = {
      GENIE_API_URL: stack.api.url,
      DIRECTUS_URL: stack.directus.url,
      GENIE_EMAIL: email,
      GENIE_PASSWORD: password,
      RBAC_SYNC_WEBHOOK_SECRET: stack.secret,
    };
  });
  after(() => stack?.stop());

  test('makes a connection, stores and reveals; with its id it does so without the user', async () => {
    const { code, stdout, stderr } = await run(['onlyfans', 'lea'], variables);
    assert.equal(code, 0, stderr);
    const [, id = ''] =
      /^connection: (\S+)\nstored: version 2\nrevealed: username, session\n$/.exec(stdout) ?? [];
    const stored = await stack.asServer('reveal', { creatorProfileId: id });
    assert.deepEqual(Object.keys(Object(stored.body.credentials)), ['username', 'session']);
    const { GENIE_EMAIL: _, GENIE_PASSWORD: _password, ...asServer } = variables;
    const again = await run([id], asServer);
    assert.equal(
      again.stdout,
      `connection: ${id}\nstored: version 3\nrevealed: username, session\n`,
    );
    const { session } = Object(stored.body.credentials);
    assert.ok(![stdout, stderr, again.stderr].join('').includes(session));
  });

  test('signs with a secret of its own, which the API need not be sent', async () => {
    const id = await stack.connect(await stack.person());
    const { client, secret } = await newClient(await manageClients(stack), { mustSign: true });
    const { RBAC_SYNC_WEBHOOK_SECRET: _, ...others } = variables;
    const { code, stderr } = await run([id], { ...others, GENIE_CLIENT_SECRET: secret });
    assert.equal(code, 0, stderr);
    const [entry] = await stack.rows('credential_access_log', `&sort=-id&filter[item][_eq]=${id}`);
    assert.deepEqual([entry?.action, entry?.client], ['reveal', client.name]);
  });

  test('says what the API said of an id that nobody has, and of another secret', async () => {
    const nobody = await run([randomUUID()], variables);
    assert.equal(nobody.code, 1);
    assert.match(
      nobody.stderr,
      /^There is no such record\. \(404, credentials\.not_found, request \S+\)\n$/,
    );
    const stranger = { ...variables, RBAC_SYNC_WEBHOOK_SECRET: 'x'.repeat(40) };
    const refused = await run([randomUUID()], stranger);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /^Unauthorized \(401, auth\.invalid_secret, request \S+\)\n$/);
  });

  test('says which password was refused, and which field', async () => {
    const wrong = await run(['onlyfans', 'lea'], { ...variables, GENIE_PASSWORD: 'not-this-one' });
    assert.equal(wrong.code, 1);
    assert.match(wrong.stderr, /\(401, directus\.invalid_credentials\)\n$/);
    const { code, stderr } = await run(['myspace', 'lea'], variables);
    assert.equal(code, 1);
    assert.match(stderr, /\(400, request\.invalid, request \S+\)\n {2}platform: /);
  });
});

describe('examples/server, before an API that asks for patience', () => {
  const refusal = {
    ok: false,
    error: 'Too many requests. Try again later.',
    code: 'rate_limit.exceeded',
    requestId: 'r-1',
  };

  async function start(t: TestContext): Promise<FakeUpstream> {
    const api = await startFakeUpstream();
    t.after(() => api.close());
    return api;
  }
  const store = (api: FakeUpstream) =>
    run(['some-id'], { GENIE_API_URL: api.url, RBAC_SYNC_WEBHOOK_SECRET: 'x'.repeat(40) });

  test('waits where it is for a short while, as long as the API says', async (t) => {
    for (const status of [429, 503]) {
      const api = await start(t);
      const times: number[] = [];
      api.answer((request, response) => {
        times.push(performance.now());
        const headers = { 'retry-after': '1' };
        const isRefused = times.length < 3;
        const body = isRefused ? refusal : { ...refusal, code: 'credentials.not_found' };
        jsonAnswer(isRefused ? status : 404, JSON.stringify(body), headers)(request, response);
      });
      const { stderr } = await store(api);
      const told = 'Too many requests. Try again later. Trying again in 1 s.\n';
      assert.ok(stderr.startsWith(`${told}${told}Too many`), stderr);
      const [first = 0, second = 0] = times;
      assert.ok(second - first >= 990, `${second - first} ms`);
    }
  });

  test('tells a long while, and does not wait for it', async (t) => {
    const api = await start(t);
    api.answer(jsonAnswer(429, JSON.stringify(refusal), { 'retry-after': '3600' }));
    const { code, stderr } = await store(api);
    assert.equal(code, 1);
    assert.equal(
      stderr,
      'Too many requests. Try again later. (429, rate_limit.exceeded, request r-1)\nTry again in 3600 s.\n',
    );
    assert.equal(api.requests, 1);
  });

  test('gives up at the third refusal', async (t) => {
    const api = await start(t);
    api.answer(jsonAnswer(429, JSON.stringify(refusal), { 'retry-after': '0' }));
    const { code } = await store(api);
    assert.deepEqual([code, api.requests], [1, 3]);
  });
});
