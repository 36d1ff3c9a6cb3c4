import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { deletionRegretMs } from '@genie-helper/guard-protocol';
import knex, { type Knex } from 'knex';
import { findTraces, passTime } from '../../extensions/guard/test/support/leaving.ts';
import { type AccountSystem, startAccountSystem, tokenIn } from '../support/account-system.ts';
import type { ApiAnswer } from '../support/start-api.ts';
import type { SignedIn } from '../support/system.ts';
import { until } from '../support/until.ts';

/** What becomes of an account that its owner deletes, through the API. */
let system: AccountSystem;
let db: Knex;

const subject = 'Your account will be deleted';
const dayMs = 86_400_000;

before(async () => {
  system = await startAccountSystem({
    api: { erasureEveryMs: 200 },
  });
  const filename = join(system.directus.settings.dataDir, 'directus.db');
  db = knex({ client: 'sqlite3', connection: { filename }, useNullAsDefault: true });
  await db.raw('PRAGMA busy_timeout = 5000');
});
after(async () => {
  await db?.destroy();
  await system?.stop();
});

const remove = ({ browser, password }: SignedIn, body: Record<string, unknown> = {}) =>
  browser.send('DELETE', '/api/account', { body: { currentPassword: password, ...body } });
const restore = (token: unknown): Promise<ApiAnswer> =>
  system.api.request('POST', '/api/account/restore', { body: { token } });
const logIn = async (email: string, password: string) =>
  (await system.directus.admin.request('POST', '/auth/login', { email, password }, null)).status;

test('deletes, is signed out everywhere, comes back by the mail, signs in anew', async () => {
  const one = await system.signIn();
  const { accessToken } = await system.directus.login(one.email, one.password);
  const gone = await remove(one);
  assert.equal(gone.status, 202, gone.text);
  const in7Days = Date.parse(String(gone.body.deletesAt)) - Date.now() - deletionRegretMs;
  assert.ok(Math.abs(in7Days) < 60_000);
  assert.match(gone.setCookies.join(), /genie_session=; Max-Age=0/);
  assert.equal(gone.headers['clear-site-data'], '"cache", "storage"');
  const asks = [
    await system.api.request('GET', '/api/me', { token: accessToken }),
    await one.browser.send('GET', '/api/session'),
  ];
  assert.deepEqual(
    asks.map(({ status }) => status),
    [401, 401],
  );
  assert.equal(await system.askDirectus(accessToken), 401);
  assert.equal(await logIn(one.email, one.password), 401);
  const register = { email: one.email, password: 'another-password-2L' };
  const taken = await system.api.request('POST', '/api/register', { body: register });
  assert.equal(taken.body.code, 'registration.email_taken');

  const mail = await system.mailTo(one.email, subject);
  const body = { email: one.email };
  await system.api.request('POST', '/api/account/password/forgot', { body });
  await system.settled();
  const subjects = (await system.mailsTo(one.email)).map((each) => each.subject);
  assert.equal(subjects.includes('Set a new password'), false);
  const token = tokenIn(mail, '/account/restore');
  assert.deepEqual((await restore(token)).body, { ok: true, email: one.email });
  assert.equal((await one.browser.send('GET', '/api/session')).status, 401, 'no login comes back');
  assert.equal(await logIn(one.email, one.password), 200);
  assert.equal((await restore(token)).body.code, 'account.token_invalid');
});

test('"this wasn\'t me" of the mail brings the account back and ends the password', async () => {
  const one = await system.signIn();
  assert.equal((await remove(one)).status, 202);
  const token = tokenIn(await system.mailTo(one.email, subject), '/account/not-me');
  const answer = await system.api.request('POST', '/api/account/not-me', { body: { token } });
  assert.deepEqual(answer.body, { ok: true, email: one.email });
  assert.equal(await logIn(one.email, one.password), 401);
  const reset = tokenIn(await system.mailTo(one.email, 'Set a new password'), '/account/reset');
  const password = 'a-password-of-the-owner-1V';
  const body = { token: reset, password };
  await system.api.request('POST', '/api/account/password/reset', { body });
  assert.equal(await logIn(one.email, password), 200);
});

test('asks for the password: a wrong one deletes nothing and leaves the login', async () => {
  const one = await system.signIn();
  const wrong = await remove(one, { currentPassword: 'not-the-password-7Q' });
  assert.deepEqual([wrong.status, wrong.body.code], [401, 'account.proof_refused']);
  assert.equal((await one.browser.send('GET', '/api/session')).status, 200);
});

test('a restore on the sixth day brings all of it back', async () => {
  const one = await system.signIn();
  const id = await connect(one);
  assert.equal((await remove(one)).status, 202);
  const token = tokenIn(await system.mailTo(one.email, subject), '/account/restore');
  await passTime(db, one.id, 6 * dayMs);
  assert.equal((await restore(token)).status, 200);
  const { accessToken } = await system.directus.login(one.email, one.password);
  const list = await system.api.request('GET', '/api/credentials', { token: accessToken });
  assert.equal((list.body.connections as { id: string }[])[0]?.id, id);
});

test('after seven days everything is erased, and so are mails that still wait', async () => {
  const one = await system.signIn();
  const id = await connect(one);
  await system.api.request('POST', '/api/credentials/reveal', {
    body: { creatorProfileId: id },
    headers: { 'x-rbac-sync-secret': system.secret },
  });
  assert.equal((await remove(one)).status, 202);
  await system.mailTo(one.email, subject);
  const traces = () => findTraces(db, [one.id, one.email]);
  assert.ok((await traces()).length > 5);
  await passTime(db, one.id, deletionRegretMs);
  await until(async () => (await traces()).length === 0);
  assert.deepEqual(await traces(), []);
  const entries = await db('credential_access_log').where({ item: id }).orderBy('id');
  assert.deepEqual(
    entries.map(({ action, address }) => [action, address === 'erased']),
    [
      ['create', true],
      ['reveal', false],
      ['delete', false],
    ],
  );
  const metric = 'genie_account_erasures_total{outcome="erased"}';
  await until(async () => {
    const { text } = await system.api.request('GET', '/metrics');
    return text.includes(`${metric} 1`) && text.includes('genie_account_deletions_waiting ');
  });
  const again = { email: one.email, password: one.password };
  const registered = await system.api.request('POST', '/api/register', { body: again });
  assert.equal(registered.status, 201, 'the address is free again');
});

test('a process that dies with an account leaves it to another', async () => {
  const one = await system.signIn();
  assert.equal((await remove(one)).status, 202);
  await passTime(db, one.id, deletionRegretMs);
  // As one that was killed after it had claimed the account and begun with the files.
  await db('genie_deletions')
    .where({ user: one.id })
    .update({ state: 'erasing', claim: 'of the dead', claimed_until: Date.now() + 1_500 });
  await until(async () => (await findTraces(db, [one.id])).length === 0);
});

test('whose token the server works with cannot leave, nor the last administrator', async () => {
  const role = await db('directus_roles').where({ name: 'Administrator' }).first('id');
  const admin = await system.signIn(undefined, { role: role.id });
  const { id } = await db('directus_users').whereNotNull('token').first('id');
  const others = await db('directus_users')
    .whereNot({ id: admin.id })
    .whereNotNull('password')
    .where({ role: role.id })
    .select('id', 'password');
  await db('directus_users')
    .whereIn(
      'id',
      others.map((other) => other.id),
    )
    .update({ password: null });
  assert.equal((await remove(admin)).body.code, 'account.last_administrator');
  for (const other of others) {
    await db('directus_users').where({ id: other.id }).update({ password: other.password });
  }
  const own = await db('directus_users').where({ id }).first('email');
  assert.equal(own.email, system.directus.settings.admin.email);
  const { email, password } = system.directus.settings.admin;
  const { accessToken: token } = await system.directus.login(email, password);
  const body = { currentPassword: password };
  const answer = await system.api.request('DELETE', '/api/account', { token, body });
  assert.deepEqual([answer.status, answer.body.code], [409, 'account.runs_the_server']);
  assert.equal((await remove(admin)).status, 202, 'one of two may go');
});

test('work goes on for nobody: a batch under way stops', async () => {
  const one = await system.signIn();
  const items = Array.from({ length: 100 }, () => ({ platform: 'x' }));
  const { body } = await one.browser.send('POST', '/api/captions/batch', { body: { items } });
  await remove(one);
  await until(async () => {
    const [row] = await db('caption_jobs').where({ id: body.jobId });
    return row.status === 'failed' || row.status === 'completed';
  });
});

test('without mail there is no way back, so nobody is let go', async () => {
  const plain = await system.startApi({ mail: undefined } as never);
  const one = await system.signIn(plain);
  const answer = await remove(one);
  assert.deepEqual([answer.status, answer.body.code], [503, 'mail.not_configured']);
  assert.equal((await one.browser.send('GET', '/api/session')).status, 200);
});

async function connect({ browser }: SignedIn): Promise<string> {
  const profile = { platform: 'onlyfans', platform_username: 'mia', credentials: { a: 'b' } };
  const { body } = await browser.send('POST', '/api/credentials/create-profile', { body: profile });
  return String(body.id);
}
