import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { TestApi } from '../support/start-api.ts';
import { type System, startSystem } from '../support/system.ts';

let system: System;
let directus: System['directus'];
let api: TestApi;

before(async () => {
  system = await startSystem();
  ({ directus, api } = system);
});

after(() => system?.stop());

test('a person registers, logs in at Directus, and gets a caption with the bearer token', async () => {
  const credentials = { email: 'Creator@Example.com', password: 'securepassword123-of-mine' };
  const registered = await api.request('POST', '/api/register', { body: credentials });
  assert.equal(registered.status, 201);
  assert.deepEqual(Object.keys(registered.body), ['ok', 'userId']);

  const login = await directus.admin.request('POST', '/auth/login', credentials, null);
  assert.equal(login.status, 200);
  const tokens = login.data as { access_token: string; refresh_token: string; expires: number };
  assert.equal(tokens.expires, 900_000);

  const body = { platform: 'onlyfans', tone: 'playful', topic: 'new photo set', length: 'medium' };
  const caption = await api.request('POST', '/api/captions/generate', {
    token: tokens.access_token,
    body,
  });
  assert.equal(caption.status, 200);
  assert.deepEqual(Object.keys(caption.body), ['ok', 'caption', 'model', 'platform']);
  assert.equal(caption.body.model, 'builtin');
  assert.equal(caption.body.platform, 'onlyfans');

  const refresh = { refresh_token: tokens.refresh_token };
  const refreshed = await directus.admin.request('POST', '/auth/refresh', refresh, null);
  assert.equal(refreshed.status, 200);
  const next = refreshed.data as { access_token: string };
  const me = await api.request('GET', '/api/me', { token: next.access_token });
  assert.deepEqual(me.body, {
    ok: true,
    user: {
      id: registered.body.userId,
      email: 'creator@example.com',
      firstName: 'Creator',
      role: 'Pro',
      isAdmin: false,
      subscriptionTier: 'pro',
    },
  });
});

test('every part of a caption request may be left out', async () => {
  const user = await directus.admin.createUser();
  const { accessToken } = await directus.login(user.email, user.password);
  for (const body of [{}, { topic: '', tone: ' ' }]) {
    const answer = await api.request('POST', '/api/captions/generate', {
      token: accessToken,
      body,
    });
    assert.equal(answer.status, 200);
    assert.equal(answer.body.platform, 'onlyfans');
  }
});

test('the administrator is told apart from others', async () => {
  const { accessToken } = await directus.login(directus.adminEmail, directus.adminPassword);
  const me = await api.request('GET', '/api/me', { token: accessToken });
  assert.equal(me.status, 200);
  const user = me.body.user as { isAdmin: boolean; role: string };
  assert.equal(user.isAdmin, true);
  assert.equal(user.role, 'Administrator');
});
