import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { field } from '../support/directus-client.ts';
import { codeOf } from '../support/one-time-code.ts';
import type { TestDirectus } from '../support/start-directus.ts';
import { type System, startSystem } from '../support/system.ts';

let system: System<TestDirectus>;

before(async () => {
  system = await startSystem({ directus: { env: { LOGIN_LIMIT_USER_SESSIONS: '1' } } });
});
after(() => system?.stop());

test('where one session is all that may live, a fresh proof is none and ends nobody’s', async () => {
  const one = await system.signIn();
  const { browser, password } = one;
  const body = { currentPassword: password };
  const begun = await browser.send('POST', '/api/account/two-factor', { body });
  assert.equal(begun.status, 200, begun.text);
  assert.equal((await browser.send('GET', '/api/session')).status, 200);
  const otp = codeOf(String(field(begun.body, 'secret')));
  const confirmed = await browser.send('POST', '/api/account/two-factor/confirm', {
    body: { otp },
  });
  assert.equal(confirmed.status, 200, confirmed.text);
  const { body: listed } = await browser.send('GET', '/api/account/sessions');
  assert.equal((listed.sessions as unknown[]).length, 1);
});

test('where one session is all that may live, the next sign-in ends the one of before', async () => {
  const { browser, email, password } = await system.signIn();
  await system.directus.login(email, password);
  assert.equal((await browser.send('GET', '/api/session')).status, 401);
});
