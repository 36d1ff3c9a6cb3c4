import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startFakeModel } from '../support/fake-model/fake-model.ts';
import { runExample, startExample } from '../support/run-example.ts';
import { type System, startSystem } from '../support/system.ts';

describe('examples/node', () => {
  let stack: System;
  let account: { GENIE_EMAIL: string; GENIE_PASSWORD: string };

  before(async () => {
    stack = await startSystem({ directus: {} });
    const { email, password } = await stack.directus.admin.createUser();
    account = { GENIE_EMAIL: email, GENIE_PASSWORD: password };
  });
  after(() => stack?.stop());

  const command = (...platforms: string[]) =>
    ['node', 'examples/node/caption-batch.ts', ...platforms] as const;
  const variables = (apiUrl = stack.api.url) => ({
    GENIE_API_URL: apiUrl,
    DIRECTUS_URL: stack.directus.url,
    ...account,
  });

  test('prints a caption for each platform, and how far it is beside them', async () => {
    const { code, stdout, stderr } = await runExample(command('x', 'reddit'), variables());
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^x: \S[\s\S]+\nreddit: \S/);
    assert.match(stderr, /completed: 100 %\n$/);
  });

  test("ends with the API's sentence, its code and the request's id where it is refused", async () => {
    const { code, stdout, stderr } = await runExample(command('myspace'), variables());
    assert.equal(code, 1);
    assert.equal(stdout, '');
    assert.match(
      stderr,
      /^Some fields .*\(request\.invalid, request \S+\)\n {2}items\/0\/platform: /,
    );
    const wrong = { ...variables(), GENIE_PASSWORD: 'not-the-password' };
    const refused = await runExample(command('x'), wrong);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /\(directus\.invalid_credentials/);
  });

  test('stops waiting on Ctrl-C, and leaves no login behind', async (t) => {
    const blocker = Promise.withResolvers<void>();
    const model = await startFakeModel({ behaviour: { parts: ['x', blocker.promise] } });
    t.after(() => model.close());
    t.after(() => blocker.resolve());
    const api = await stack.startApi({
      captions: {
        timeoutMs: 30_000,
        model: { baseUrl: model.baseUrl, name: 'fake-model', apiKey: undefined },
      },
    });
    const example = startExample(command('x'), variables(api.url));
    while (model.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    example.send('SIGINT');
    const { code, stderr } = await example.ended;
    assert.equal(code, 1);
    assert.doesNotMatch(stderr, /Error|completed/);
    const { users } = (await usersAsAdmin()) as { users: { email: string; sessions: number }[] };
    assert.equal(users.find(({ email }) => email === account.GENIE_EMAIL)?.sessions, 0);
  });

  const usersAsAdmin = async () =>
    (await stack.api.request('GET', '/api/admin/users', { token: stack.directus.adminToken })).body;
});
