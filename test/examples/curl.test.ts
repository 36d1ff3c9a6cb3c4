import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
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
});
