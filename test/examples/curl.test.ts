import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { jsonAnswer, startFakeUpstream } from '../support/fake-upstream.ts';
import { runExample } from '../support/run-example.ts';
import { type System, startSystem } from '../support/system.ts';

const command = ['sh', 'examples/curl/first-calls.sh'] as const;
const skip = spawnSync('curl', ['--version']).error === undefined ? false : 'no curl';

describe('examples/curl', { skip }, () => {
  let stack: System;
  before(async () => {
    stack = await startSystem();
  });
  after(() => stack?.stop());

  test('goes from the registration to a token that is refused', async () => {
    const variables = { GENIE_API_URL: stack.api.url, DIRECTUS_URL: stack.directus.url };
    const { code, stdout, stderr } = await runExample(command, variables);
    assert.equal(code, 0, stderr);
    assert.match(
      stdout,
      /^registered curl-\S+@example\.com\nlogged in\ncaption: [\s\S]+\nlogged out\nrefused: 401\n$/,
    );
    assert.equal(stderr, '');
  });

  test('stops at the first answer that is an error, and says which', async () => {
    const variables = { GENIE_API_URL: `${stack.api.url}/none`, DIRECTUS_URL: stack.directus.url };
    const { code, stderr } = await runExample(command, variables);
    assert.notEqual(code, 0);
    assert.match(stderr, /404/);
  });

  test('says what the API said where it is refused, at whichever step', async (t) => {
    const refusal = '{"ok":false,"error":"Too many requests.","code":"rate_limit.exceeded"}';
    for (const step of ['/api/register', '/auth/login', '/api/captions/generate', '/auth/logout']) {
      const api = await startFakeUpstream();
      t.after(() => api.close());
      const isRefused = jsonAnswer(429, refusal, { 'retry-after': '17' });
      const isTaken = jsonAnswer(200, '{"access_token":"a","refresh_token":"b","caption":"c"}');
      api.answer((request, response) =>
        (request.url === step ? isRefused : isTaken)(request, response),
      );
      const { code, stderr } = await runExample(command, {
        GENIE_API_URL: api.url,
        DIRECTUS_URL: api.url,
      });
      assert.notEqual(code, 0, step);
      assert.ok(stderr.includes(refusal), `${step}: ${stderr}`);
    }
  });
});
