import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { testRelease } from '../support/directus-settings.ts';
import { type PasswordSystem, startPasswordSystem } from '../support/password-system.ts';
import type { ApiAnswer, TestApi } from '../support/start-api.ts';
import { until } from '../support/until.ts';

let system: PasswordSystem;
before(async () => {
  system = await startPasswordSystem();
});
after(() => system?.stop());

test('the mail goes to the address that the account has, not to the one that was typed', async () => {
  const one = await system.user();
  const typed = one.email.toUpperCase();
  assert.equal((await system.forgot(typed)).status, 202);
  await system.mails.tokenFor(one.email, '/account/reset');
  assert.deepEqual(await system.mails.to(typed), []);
});

test('an account that is not there, suspended, or of another provider gets no mail', async () => {
  const others = [
    'nobody-at-all@example.com',
    (await system.user({ status: 'suspended' })).email,
    // Other providers need a licence of Directus 12.
    ...(testRelease === '11'
      ? [(await system.user({ provider: 'ldap', external_identifier: 'other' })).email]
      : []),
  ];
  for (const email of others) assert.equal((await system.forgot(email)).status, 202);
  // One that comes after them has its mail, so theirs would be there.
  await system.linkFor(await system.user());
  await until(async () => (await system.rows('mail_outbox')).length === 0);
  for (const email of others) assert.deepEqual(await system.mails.to(email), []);
});

/** What of an answer could tell two apart; the rest differs with each request. */
function visible({ status, headers, text }: ApiAnswer) {
  const all = [...headers].filter(([name]) => !['date', 'x-request-id'].includes(name));
  return { status, headers: all, text };
}

test('known and unknown addresses get the same answer, to the byte', async () => {
  const suspended = await system.user({ status: 'suspended' });
  const known = visible(await system.forgot((await system.user()).email));
  for (const email of ['unknown@example.com', suspended.email, `${'u'.repeat(242)}@example.com`]) {
    assert.deepEqual(visible(await system.forgot(email)), known);
  }
});

test('before its answer the server does the same for known and unknown addresses', async () => {
  await until(async () => (await system.rows('mail_outbox')).length === 0);
  // A sender that looks at nothing, so that what is counted is what the answers cost.
  const idle = { ...system.mails.options.mailPolicy, everyMs: 3_600_000, wakeWithinMs: 3_600_000 };
  const quiet = await system.startApi({
    ...system.mails.options,
    mailPolicy: idle as never,
    noticeEveryMs: 3_600_000,
  });
  // It looks once when it starts.
  await until(async () => (await callsOf(quiet)).length > 0);
  const seen = async (email: string) => {
    const before = await callsOf(quiet);
    const body = { email };
    const { status } = await quiet.request('POST', '/api/account/password/forgot', { body });
    assert.equal(status, 202);
    const after = await callsOf(quiet);
    return after.filter((line) => !before.includes(line)).map((line) => line.replace(/ \d+$/, ''));
  };
  const known = await seen((await system.user()).email);
  assert.deepEqual(known, ['genie_directus_calls_total{purpose="mail",outcome="answered"}']);
  assert.deepEqual(await seen('unknown@example.com'), known);
  await quiet.stop();
});

async function callsOf({ request }: TestApi): Promise<string[]> {
  const { text } = await request('GET', '/metrics');
  return text.split('\n').filter((line) => line.startsWith('genie_directus_calls_total'));
}

test('a fourth mail to one mailbox is not sent, the answer is the same, and one link works', async () => {
  const one = await system.user();
  const answers = [];
  for (let count = 0; count < 5; count += 1) answers.push(visible(await system.forgot(one.email)));
  for (const answer of answers) assert.deepEqual(answer, answers[0]);
  await system.linkFor(await system.user());
  await until(async () => (await system.rows('mail_outbox')).length === 0);
  assert.equal((await system.mails.to(one.email)).length, 3);
  const statuses: number[] = [];
  for (let count = 0; count < 3; count += 1) {
    statuses.push(
      (await system.reset(await system.mails.tokenFor(one.email, '/account/reset'))).status,
    );
  }
  assert.deepEqual(statuses.sort(), [200, 400, 400]);
});

test('the eleventh wish of a minute from one address is 429, and others are not touched', async () => {
  const known = (await system.user()).email;
  const statuses: number[] = [];
  for (let count = 0; count < 11; count += 1) {
    const email = count % 2 === 0 ? known : `n${count}@example.com`;
    statuses.push((await system.forgot(email, '10.3.3.3')).status);
  }
  assert.deepEqual(statuses, [...Array<number>(10).fill(202), 429]);
  assert.equal((await system.forgot(known, '10.3.3.4')).status, 202);
});

test('bodies of another form are refused and name the field', async () => {
  for (const email of [
    1,
    null,
    '',
    'none',
    ['a@example.com'],
    'a\r\nBcc: b@example.com',
    undefined,
  ]) {
    const { status, body } = await system.forgot(email);
    assert.equal(status, 400);
    assert.equal((body.details as { path: string }[])[0]?.path, 'email');
  }
});

for (const [what, without] of [
  ['mail', { mail: undefined }],
  ["the guard's secret, which its links take", { introspectionSecret: undefined }],
] as const) {
  test(`without ${what} the answer is 503 and says whom to ask`, async () => {
    const silent = await system.startApi(without as never);
    const body = { email: 'someone@example.com' };
    const { status, body: answer } = await silent.request('POST', '/api/account/password/forgot', {
      body,
    });
    assert.equal(status, 503);
    assert.equal(answer.code, 'mail.not_configured');
  });
}
