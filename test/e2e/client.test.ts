import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { inspect } from 'node:util';
import {
  createGenieClient,
  GenieApiError,
  type GenieClient,
  GenieSignedOutError,
  type Job,
} from '@genie-helper/client';
import { createGenieServerClient } from '@genie-helper/client/server';
import { testUserPassword } from '../support/directus-client.ts';
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

function createClient(): GenieClient {
  return createGenieClient({ apiUrl: api.url, directusUrl: directus.url });
}

async function signedIn(fields = {}): Promise<GenieClient> {
  const client = createClient();
  const user = await directus.admin.createUser(fields);
  await client.login(user.email, testUserPassword);
  return client;
}

test('a person registers, signs in, gets a caption, and signs out for good', async () => {
  const client = createClient();
  const reasons: string[] = [];
  client.onSignedOut((reason) => reasons.push(reason));
  const email = `creator-${randomUUID()}@example.com`;
  const password = 'securepassword123-of-mine';
  const { userId } = await client.register({ email, password, firstName: 'Mara' });
  assert.equal(await client.isSignedIn(), false);
  await client.login(email, password);
  assert.equal(await client.isSignedIn(), true);
  assert.deepEqual(await client.me(), {
    id: userId,
    email,
    firstName: 'Mara',
    role: 'Pro',
    isAdmin: false,
    subscriptionTier: 'pro',
  });
  const caption = await client.captions.generate({ platform: 'x', topic: 'new photo set' });
  assert.deepEqual(Object.keys(caption), ['caption', 'model', 'platform']);
  assert.equal((await client.captions.generate()).platform, 'onlyfans');
  await client.logout();
  assert.deepEqual(reasons, ['signed-out']);
  assert.equal(await client.isSignedIn(), false);
  await assert.rejects(client.me(), GenieSignedOutError);
});

test('a batch is accepted, watched and waited for', async () => {
  const client = await signedIn();
  const { jobId } = await client.captions.batch([{ platform: 'reddit' }, { topic: 'beach day' }]);
  const seen: Job[] = [];
  const job = await client.jobs.wait(jobId, { onProgress: (one) => seen.push(one) });
  assert.equal(job.status, 'completed');
  assert.deepEqual(seen.at(-1), job);
  assert.equal(job.result?.items.length, 2);
  assert.deepEqual(await client.jobs.get(jobId), job);
  for await (const one of client.jobs.watch(jobId)) assert.deepEqual(one, job);
  await assert.rejects(client.jobs.retry(jobId), { code: 'queue.job_not_failed', status: 409 });
  const stats = await client.queue.stats();
  assert.ok(stats['caption-jobs'].completed >= 1);
  const refused = await signedIn();
  await assert.rejects(refused.jobs.wait(jobId), { code: 'queue.job_not_found', status: 404 });
});

test('credentials are kept, listed and removed by their owner, and revealed to servers', async () => {
  const client = await signedIn();
  const server = createGenieServerClient({ apiUrl: api.url, secret: system.secret });
  const { credentials } = client;
  const profile = {
    platform: 'fansly',
    platform_username: 'mara',
    credentials: { key: 'one' },
  } as const;
  const { id, updated } = await credentials.createProfile(profile);
  assert.equal(updated, false);
  assert.deepEqual(await server.reveal(id), { key: 'one' });
  await credentials.updateProfile({ id, credentials: { key: 'two' } });
  const stored = await server.store(id, { key: 'three' });
  assert.equal(stored.creatorProfileId, id);
  assert.equal(stored.credentialsVersion, 3);
  assert.deepEqual(await server.reveal(id), { key: 'three' });
  const [listed, ...others] = await credentials.list();
  assert.deepEqual(others, []);
  assert.equal(listed?.id, id);
  assert.equal(listed?.credentialsVersion, 3);

  const cookies = [{ name: 'sid', value: 'of-mara', domain: 'fansly.com', path: '/' }];
  await assert.rejects(server.getPlatformSession(id), { code: 'credentials.no_session' });
  await credentials.storeSession({ creatorProfileId: id, cookies, userAgent: 'Browser/1' });
  const session = await server.getPlatformSession(id);
  assert.deepEqual(session.cookies, cookies);
  assert.equal(session.userAgent, 'Browser/1');

  const login = { label: 'downloads', type: 'password', username: 'mara', password: 'p' } as const;
  const download = await credentials.createDownload(login);
  assert.deepEqual(await server.revealDownloadCredential(download.id), {
    downloadCredentialId: download.id,
    type: 'password',
    username: 'mara',
    password: 'p',
  });
  const stranger = await signedIn();
  await assert.rejects(stranger.credentials.remove(id), { code: 'credentials.not_found' });
  assert.equal(await credentials.remove(id), undefined);
  await credentials.remove(download.id);
  assert.deepEqual(await credentials.list(), []);
  await assert.rejects(server.reveal(id), { code: 'credentials.not_found', status: 404 });
  const wrong = createGenieServerClient({ apiUrl: api.url, secret: `${system.secret}x` });
  await assert.rejects(wrong.reveal(id), { code: 'auth.invalid_secret', status: 401 });
});

test('the chat answers in events and in pieces of text, and can be left', async () => {
  const client = await signedIn();
  const events = [];
  for await (const event of client.chat.stream({ message: 'How do batches work?' })) {
    events.push(event);
  }
  assert.equal(events.at(-1)?.type, 'finalizeResponseStream');
  assert.equal(events.at(-1)?.close, true);
  let text = '';
  for await (const piece of client.chat.text({ message: 'Hello', sessionId: 'mine' }))
    text += piece;
  assert.ok(text.length > 20);
  for await (const piece of client.chat.text({ message: 'Hello' })) {
    assert.ok(piece);
    break;
  }
  const refused = client.chat.text({ message: 'Hello', sessionId: 'genie-of-somebody' });
  await assert.rejects(refused.next(), { code: 'chat.session_not_found', status: 404 });
});

test('an administrator reads the access log and the conversations, and nobody else does', async () => {
  const admin = createClient();
  await admin.login(directus.adminEmail, directus.adminPassword);
  assert.equal((await admin.me()).isAdmin, true);
  const person = await signedIn();
  const { id } = await person.credentials.createProfile({ platform: 'x', credentials: {} });
  for await (const _ of person.chat.text({ message: 'Hello' }));
  const audit = await admin.admin.audit({ creatorProfileId: id, limit: 1 });
  assert.equal(audit.total, 1);
  assert.equal(audit.entries[0]?.action, 'create');
  const sessions = await admin.admin.chatSessions({ limit: 1 });
  assert.equal(sessions.sessions[0]?.userId, (await person.me()).id);
  const refused = { code: 'auth.admin_only', status: 403 };
  await assert.rejects(person.admin.audit(), refused);
  await assert.rejects(person.admin.chatSessions(), refused);
});

test('a failure says what, why and where to ask', async () => {
  const client = await signedIn();
  const wrong = client.captions.generate({ tone: 'x'.repeat(61) });
  await assert.rejects(wrong, (error) => {
    assert.ok(error instanceof GenieApiError);
    assert.equal(error.code, 'request.invalid');
    assert.equal(error.status, 400);
    assert.deepEqual(
      error.details?.map(({ path }) => path),
      ['tone'],
    );
    assert.ok(api.log().includes(String(error.requestId)));
    return true;
  });
  const email = `user-${randomUUID()}@example.com`;
  await assert.rejects(client.login(email, 'wrong'), { code: 'directus.invalid_credentials' });
  assert.equal((await client.me()).subscriptionTier, 'pro', 'a failed login ends no session');
});

test('a suspended user is signed out, and told so', async () => {
  const client = createClient();
  const user = await directus.admin.createUser();
  await client.login(user.email, testUserPassword);
  const reasons: string[] = [];
  client.onSignedOut((reason) => reasons.push(reason));
  await directus.admin.request('PATCH', `/users/${user.id}`, { status: 'suspended' });
  await assert.rejects(client.me(), GenieSignedOutError);
  assert.deepEqual(reasons, ['ended']);
  assert.equal(await client.isSignedIn(), false);
});

test('a client shows no token', async () => {
  const seen: string[] = [];
  const user = await directus.admin.createUser();
  const client = createGenieClient({
    apiUrl: api.url,
    directusUrl: directus.url,
    async fetch(input, init) {
      const response = await fetch(input, init);
      if (String(input).endsWith('/auth/login')) {
        const { data } = (await response.clone().json()) as { data: Record<string, string> };
        seen.push(String(data.access_token), String(data.refresh_token));
      }
      return response;
    },
  });
  await client.login(user.email, testUserPassword);
  await client.me();
  assert.equal(seen.length, 2);
  const server = createGenieServerClient({ apiUrl: api.url, secret: system.secret });
  const failure = await client.jobs.get('none').catch((error: unknown) => error);
  const shown = [client, server, failure].flatMap((value) => [
    inspect(value, { depth: 20, showHidden: true }),
    JSON.stringify(value),
    String(value),
  ]);
  for (const text of shown) {
    for (const token of [...seen, system.secret]) assert.ok(!text.includes(token), text);
  }
});

test('a person sees where the account is signed in, ends one device, and then all others', async () => {
  const user = await directus.admin.createUser();
  const clients = [createClient(), createClient(), createClient()];
  for (const client of clients) await client.login(user.email, testUserPassword);
  const [own, second, third] = clients;
  assert.ok(own && second && third);
  const devices = await own.account.devices();
  assert.deepEqual(
    devices.map(({ current, device }) => [current, device]),
    [
      [false, 'Node.js'],
      [false, 'Node.js'],
      [true, 'Node.js'],
    ],
  );
  const [newest] = devices;
  assert.ok(newest);
  await own.account.endDevice(newest.id);
  await assert.rejects(third.me(), GenieSignedOutError);
  await second.me();
  await assert.rejects(
    own.account.endDevice(newest.id),
    (error) => error instanceof GenieApiError && error.code === 'account.session_not_found',
  );
  await own.account.endOtherDevices();
  await assert.rejects(second.me(), GenieSignedOutError);
  assert.equal((await own.account.devices()).length, 1);
});
