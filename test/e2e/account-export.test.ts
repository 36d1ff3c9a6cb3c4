import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import knex, { type Knex } from 'knex';
import { type AccountSystem, startAccountSystem } from '../support/account-system.ts';
import type { SignedIn } from '../support/system.ts';
import { until } from '../support/until.ts';

/** What people take along, and who opened what is theirs. */
let system: AccountSystem;
let db: Knex;

before(async () => {
  system = await startAccountSystem();
  const filename = join(system.directus.settings.dataDir, 'directus.db');
  db = knex({ client: 'sqlite3', connection: { filename }, useNullAsDefault: true });
  await db.raw('PRAGMA busy_timeout = 5000');
});
after(async () => {
  await db?.destroy();
  await system?.stop();
});

const secret = 'a-login-of-onlyfans-3P';
const take = ({ browser, password }: SignedIn) =>
  browser.send('POST', '/api/account/export', { body: { currentPassword: password } });
const accessOf = async ({ browser }: SignedIn, query = '') =>
  (await browser.send('GET', `/api/account/access${query}`)).body as {
    entries: Record<string, unknown>[];
    total: number;
  };

async function connect({ browser }: SignedIn, name: string, value = secret): Promise<string> {
  const credentials = { username: name, password: value };
  const profile = { platform: 'onlyfans', platform_username: name, credentials };
  const { body } = await browser.send('POST', '/api/credentials/create-profile', { body: profile });
  return String(body.id);
}

const reveal = (creatorProfileId: string) =>
  system.api.request('POST', '/api/credentials/reveal', {
    body: { creatorProfileId },
    headers: { 'x-rbac-sync-secret': system.secret },
  });

test('gives everything in one document that opens, each credential logged before', async () => {
  const one = await system.signIn(undefined, { first_name: 'Mia' });
  const { browser } = one;
  const other = await system.signIn();
  await connect(other, 'of-another', 'not-yours-9W');
  const id = await connect(one, 'mia');
  const cookies = [{ name: 'sid', value: 'cookie-value', domain: '.onlyfans.com', path: '/' }];
  const session = { creatorProfileId: id, cookies };
  const kept = await browser.send('POST', '/api/credentials/platform-session', { body: session });
  assert.equal(kept.status, 201, kept.text);
  const download = { label: 'archive', type: 'password', username: 'm', password: 'download-pw' };
  await browser.send('POST', '/api/credentials/download-creds', { body: download });
  const items = [{ platform: 'x', topic: 'sunrise' }, { platform: 'reddit' }];
  const batch = await browser.send('POST', '/api/captions/batch', { body: { items } });
  await until(async () => {
    const { body } = await browser.send('GET', `/api/queue/jobs/${batch.body.jobId}`);
    return (body.job as { status: string } | undefined)?.status === 'completed';
  });
  await browser.send('POST', '/api/genie/stream-chat', { body: { message: 'How do I schedule?' } });

  const answer = await take(one);
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.headers['cache-control'], 'no-store');
  assert.match(
    String(answer.headers['content-disposition']),
    /^attachment; filename="genie-helper-\d{4}-\d\d-\d\d\.json"$/,
  );
  const data = answer.body as Record<string, Record<string, unknown>[]>;
  assert.equal((data.profile as unknown as { email: string }).email, one.email);
  assert.deepEqual(data.connections?.[0]?.credentials, { username: 'mia', password: secret });
  assert.deepEqual(
    (data.platformSessions?.[0]?.credentials as { cookies?: unknown } | undefined)?.cookies,
    cookies,
  );
  assert.equal(
    (data.downloadCredentials?.[0]?.credentials as typeof download | undefined)?.password,
    'download-pw',
  );
  assert.deepEqual(data.captions?.[0]?.request, items[0]);
  assert.equal((data.captions?.[0]?.outcome as { ok?: boolean } | undefined)?.ok, true);
  assert.equal(data.captions?.length, 2);
  assert.equal(data.batches?.[0]?.id, batch.body.jobId);
  assert.deepEqual(
    data.messages?.map(({ role, sessionId }) => [role, sessionId]),
    ['user', 'assistant'].map((role) => [role, `genie-${one.id}`]),
  );
  assert.deepEqual(
    data.chats?.map(({ title }) => title),
    ['How do I schedule?'],
  );
  assert.equal(data.logins?.length, 1);
  assert.equal(data.complete as unknown, true);
  const exported = data.accessEntries?.filter(({ action }) => action === 'export');
  assert.equal(exported?.length, 3, 'the openings are in the log that comes along');
  assert.equal(answer.text.includes('not-yours-9W'), false);
});

test('asks for the password, and takes no other', async () => {
  const one = await system.signIn();
  const body = { currentPassword: 'not-the-password-7Q' };
  const answer = await one.browser.send('POST', '/api/account/export', { body });
  assert.deepEqual([answer.status, answer.body.code], [401, 'account.proof_refused']);
});

test('a record that does not open is told as that, and keeps nothing else back', async () => {
  const one = await system.signIn();
  const [broken, whole] = [await connect(one, 'broken'), await connect(one, 'whole')];
  await db('platform_connections')
    .where({ id: broken })
    .update({ encrypted_credentials: 'no envelope' });
  const { connections } = (await take(one)).body as { connections: Record<string, unknown>[] };
  const byId = new Map(connections.map((each) => [each.id, each]));
  assert.equal(byId.get(broken)?.unopenable, true);
  assert.ok(byId.get(whole)?.credentials);
});

/** A trigger that lets the log take so many exports of a person, and no more. */
async function fillLog({ id }: SignedIn, after: number): Promise<() => Promise<void>> {
  await db.raw(`CREATE TRIGGER log_is_full BEFORE INSERT ON credential_access_log
    WHEN NEW.action = 'export' AND (
      SELECT COUNT(*) FROM credential_access_log WHERE action = 'export' AND principal_id = '${id}'
    ) >= ${after}
    BEGIN SELECT RAISE(ABORT, 'the log is full'); END`);
  return async () => void (await db.raw('DROP TRIGGER log_is_full'));
}

/** Connections of about 60 KB each, so that more is to be said than any buffer holds. */
async function connectMany(one: SignedIn, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    await connect(one, `mia-${index}`, 'x'.repeat(60_000));
  }
}

/** The answer to an export, of which nothing is read yet. */
async function openExport({ browser, password }: SignedIn): Promise<Response> {
  const { url } = system.api;
  const cookie = [...browser.jar].map(([name, value]) => `${name}=${value}`).join('; ');
  const response = await fetch(`${url}/api/account/export`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url, cookie },
    body: JSON.stringify({ currentPassword: password }),
  });
  assert.equal(response.status, 200);
  return response;
}

test('where the log takes no entry before the first byte, the answer is an error', async () => {
  const one = await system.signIn();
  await connect(one, 'mia');
  const empty = await fillLog(one, 0);
  try {
    const { status, headers } = await take(one);
    assert.equal(status, 503);
    assert.equal(headers['content-disposition'], undefined);
  } finally {
    await empty();
  }
});

test('where it takes none in the middle, the document breaks off and is no JSON', async () => {
  const one = await system.signIn();
  await connectMany(one, 6);
  const empty = await fillLog(one, 3);
  try {
    const response = await openExport(one);
    let text = '';
    await assert.rejects(async () => {
      for await (const chunk of response.body ?? []) text += Buffer.from(chunk).toString();
    }, /terminated/);
    assert.ok(text.length > 60_000);
    assert.throws(() => JSON.parse(text), SyntaxError);
  } finally {
    await empty();
  }
});

test('a login that ends in the middle ends the export, which does not close', async () => {
  const one = await system.signIn();
  // More than the sockets' buffers hold, so that it waits for its reader.
  await connectMany(one, 150);
  const response = await openExport(one);
  const brokenOff = () => system.api.log().split('an export broke off').length;
  const before = brokenOff();
  await system.directus.admin.request('POST', '/genie/sign-out', { userId: one.id });
  await until(async () => brokenOff() > before);
  let text = '';
  await assert.rejects(async () => {
    for await (const chunk of response.body ?? []) text += Buffer.from(chunk).toString();
  }, /terminated/);
  assert.equal(text.includes('"complete"'), false);
  const again = await system.directus.login(one.email, one.password);
  const body = { currentPassword: one.password };
  const whole = await system.api
    .request('POST', '/api/account/export', {
      token: again.accessToken,
      body,
    })
    .catch((e) => {
      throw e;
    });
  assert.equal(whole.body.complete, true, 'the place is free again');
});

test('one at a time, and five an hour', async () => {
  const one = await system.signIn();
  const both = await Promise.all([take(one), take(one)]);
  const codes = both.map(({ status, body }) => (status === 200 ? 'ok' : body.code)).sort();
  assert.ok(codes.includes('ok'));
  const answers: number[] = [];
  for (let count = 0; count < 6; count += 1) answers.push((await take(one)).status);
  assert.equal(answers.at(-1), 429);
  assert.ok(answers.filter((status) => status === 200).length <= 4);
});

test('shows who opened the own credentials, and nothing of others', async () => {
  const [one, other] = [await system.signIn(), await system.signIn()];
  const [id, second, foreign] = [
    await connect(one, 'mia'),
    await connect(one, 'mia-2'),
    await connect(other, 'another'),
  ];
  await reveal(id);
  await reveal(second);
  await reveal(foreign);
  const body = { id: foreign, credentials: { a: 'b' } };
  await one.browser.send('POST', '/api/credentials/update-profile-creds', { body });
  const { entries, total } = await accessOf(one);
  assert.deepEqual(
    entries.map(({ action, recordId, principal }) => [
      action,
      recordId,
      (principal as { kind: string }).kind,
    ]),
    [
      ['reveal', second, 'server'],
      ['reveal', id, 'server'],
      ['create', second, 'user'],
      ['create', id, 'user'],
    ],
  );
  assert.equal(total, 4);
  const ofOne = await accessOf(one, `?creatorProfileId=${id}`);
  assert.deepEqual([ofOne.total, ofOne.entries.length], [2, 2]);
  assert.equal((await accessOf(one, `?creatorProfileId=${foreign}`)).total, 0);
  assert.equal((await accessOf(one, '?creatorProfileId=none')).total, 0);
  const page = await accessOf(one, '?limit=1&offset=1');
  assert.deepEqual([page.total, page.entries[0]?.recordId], [4, id]);
  await one.browser.send('DELETE', `/api/credentials/${id}`);
  assert.equal((await accessOf(one)).total, 5, 'what was deleted stays in the list');
});
