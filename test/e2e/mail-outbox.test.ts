import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, type TestContext, test } from 'node:test';
import {
  createMailSystem,
  type MailSystem,
  type MailSystemOptions,
} from '../support/mail-system.ts';
import {
  type MailBehaviour,
  type SmtpServerOptions,
  startSmtpServer,
} from '../support/smtp-server.ts';
import { newVaultKey, type System, startSystem } from '../support/system.ts';
import { until } from '../support/until.ts';

let system: System;

before(async () => {
  system = await startSystem({ directus: {} });
});

after(() => system.stop());

const address = 'dana@example.com';

async function rows(): Promise<Record<string, unknown>[]> {
  return await system.rows('mail_outbox', '&sort=date_created');
}

const isEmpty = async () => (await rows()).length === 0;

/** A mail server and a sender for it, which isn't started. */
async function setUp(
  t: TestContext,
  served: SmtpServerOptions = {},
  options: Partial<MailSystemOptions> = {},
) {
  const smtp = await startSmtpServer(served);
  t.after(smtp.close);
  const mail = await createMailSystem({
    directus: system.directus,
    keys: system.vaultKeys,
    route: { kind: 'smtp', server: smtp.server, isInsecureAllowed: false },
    ...options,
  });
  t.after(mail.stop);
  return { smtp, mail };
}

/** What the server does the first time, and from then on takes. */
function first(behaviour: MailBehaviour): SmtpServerOptions {
  return { behave: (_to, count) => (count === 0 ? behaviour : 'take') };
}

function logged(mail: MailSystem, message: RegExp) {
  return mail.log.filter((line) => message.test(line.message));
}

describe('a mail in the outbox', () => {
  test('is sent once, and nothing of it is kept', async (t) => {
    const { smtp, mail } = await setUp(t, { credentials: { user: 'genie', password: 'secret' } });
    await mail.post({ to: address });
    mail.start();
    await until(isEmpty);
    assert.deepEqual(
      smtp.mails.map(({ to }) => to),
      [address],
    );
    assert.deepEqual(await system.rows('mail_outbox_writes'), []);
    assert.match(await mail.metrics(), /genie_mails_total\{kind="test-[^"]+",outcome="sent"\} 1/);
  });

  test('is sealed: neither its address nor its text is in the database', async (t) => {
    const { mail } = await setUp(t);
    await mail.post({ to: address, text: 'https://genie.example/account/reset#token=t0ken' });
    const [row] = await rows();
    const texts = JSON.stringify(row);
    assert.doesNotMatch(texts, /dana|t0ken|account/);
    const bytes = Buffer.from(String(row?.sealed).split('.').at(3) ?? '', 'base64url');
    assert.doesNotMatch(bytes.toString('latin1'), /dana|t0ken/);
    mail.start();
    await until(isEmpty);
  });

  test('opens with an older key after a rotation of the vault', async (t) => {
    const older = await setUp(t);
    const kind = `test-${randomUUID()}`;
    const posting = await createMailSystem({
      directus: system.directus,
      keys: system.vaultKeys,
      route: { kind: 'folder', folder: '/nowhere' },
      kind,
    });
    t.after(posting.stop);
    await posting.post({ to: address });
    const keys = { current: newVaultKey(), previous: [system.vaultKeys.current] };
    const { smtp, mail } = await setUp(t, {}, { keys, kind });
    mail.start();
    await until(isEmpty);
    assert.equal(smtp.mails.length, 1);
    assert.equal(older.smtp.mails.length, 0);
  });

  test('waits while its key is not set, and the log names the key', async (t) => {
    const kind = `test-${randomUUID()}`;
    const posting = await setUp(t, {}, { kind });
    await posting.mail.post({ to: address });
    const stranger = await setUp(t, {}, { kind, keys: { current: newVaultKey(), previous: [] } });
    stranger.mail.start();
    await until(() => logged(stranger.mail, /tried again later/).length > 0);
    const [line] = logged(stranger.mail, /tried again later/);
    assert.equal(line?.reason, 'unopenable');
    assert.match(String(line?.detail), /^key \S+ is not set$/);
    await stranger.mail.stop();
    posting.mail.start();
    await until(isEmpty);
    assert.equal(posting.smtp.mails.length, 1);
  });

  test('goes where there is nothing to send', async (t) => {
    const { smtp, mail } = await setUp(t, {}, { compose: async () => undefined });
    await mail.post({ to: address });
    mail.start();
    await until(isEmpty);
    assert.equal(smtp.connections(), 0);
    assert.match(await mail.metrics(), /outcome="nothing_to_send"\} 1/);
  });
});

describe('a mail that the server does not take', () => {
  test('for now (451) comes again, under the same Message-ID', async (t) => {
    const ids: string[] = [];
    const { smtp, mail } = await setUp(t, first({ at: 'text', code: 451 }));
    await mail.post({ to: address });
    const [row] = await rows();
    mail.start();
    await until(isEmpty);
    ids.push(...smtp.mails.map(({ messageId }) => messageId));
    assert.deepEqual(ids, [`<${String(row?.id)}@genie.example>`]);
    const [line] = logged(mail, /tried again later/);
    assert.deepEqual([line?.level, line?.reason, line?.detail], ['warn', 'deferred', '451 4.3.0']);
  });

  test('for good (550) is given up at once, by its user id and without its address', async (t) => {
    const { smtp, mail } = await setUp(t, { behave: () => ({ at: 'recipient', code: 550 }) });
    await mail.post({ to: address, userId: 'user-1' });
    mail.start();
    await until(isEmpty);
    assert.equal(smtp.mails.length, 0);
    const [line] = logged(mail, /given up/);
    assert.equal(line?.level, 'error');
    assert.equal(line?.reason, 'recipient_refused');
    assert.match(String(line?.detail), /^550/);
    assert.equal(line?.userId, 'user-1');
    assert.equal(line?.attempts, 1);
    assert.doesNotMatch(JSON.stringify(mail.log), /dana/);
    const metrics = await mail.metrics();
    assert.match(metrics, /genie_mails_total\{kind="test-[^"]+",outcome="given_up"\} 1/);
    assert.match(
      metrics,
      /genie_mail_failures_total\{reason="recipient_refused",outcome="given_up"\} 1/,
    );
  });

  test('after the text, without an answer, comes again under the same Message-ID', async (t) => {
    const { smtp, mail } = await setUp(t, first('die-after-text'));
    await mail.post({ to: address });
    mail.start();
    await until(isEmpty);
    assert.equal(smtp.unanswered.length, 1);
    assert.deepEqual(
      smtp.mails.map(({ messageId }) => messageId),
      smtp.unanswered.map(({ messageId }) => messageId),
    );
    assert.equal(logged(mail, /tried again later/)[0]?.reason, 'interrupted');
  });

  test('holds back no other', async (t) => {
    const never = (to: string): MailBehaviour =>
      to.startsWith('never') ? { at: 'recipient', code: 451 } : 'take';
    const { smtp, mail } = await setUp(t, { behave: never }, { policy: { pausesMs: [60_000] } });
    await mail.post({ to: 'never@example.com' });
    for (const name of ['a', 'b', 'c']) await mail.post({ to: `${name}@example.com` });
    mail.start();
    await until(async () => (await rows()).length === 1);
    assert.deepEqual(
      smtp.mails.map(({ to }) => to),
      ['a@example.com', 'b@example.com', 'c@example.com'],
    );
    for (const { id } of await rows()) {
      await system.directus.admin.request('DELETE', `/items/mail_outbox/${String(id)}`);
    }
  });

  test('holds back no other, refused with its sender for what it is', async (t) => {
    const { smtp, mail } = await setUp(t, {
      refuseSender: ({ isUtf8 }) => (isUtf8 ? { code: 553, text: '5.6.7 not ASCII' } : undefined),
    });
    await mail.post({ to: 'jürgen@example.com' });
    await mail.post({ to: address });
    mail.start();
    await until(isEmpty);
    assert.deepEqual(
      smtp.mails.map(({ to }) => to),
      [address],
    );
    assert.equal(logged(mail, /given up/)[0]?.reason, 'no_smtputf8');
  });

  test('is given up after 24 hours, with the last reason', async (t) => {
    let time = Date.now();
    const { mail } = await setUp(
      t,
      { behave: () => ({ at: 'recipient', code: 451 }) },
      { now: () => new Date(time), policy: { pausesMs: [30 * 60_000] } },
    );
    await mail.post({ to: address });
    mail.start();
    for (let tries = 1; !(await isEmpty()); tries += 1) {
      await until(async () => logged(mail, /tried again|given up/).length >= tries);
      time += 30 * 60_000 + 1_000;
    }
    const [line] = logged(mail, /given up/);
    assert.equal(line?.reason, 'deferred');
    assert.ok(Number(line?.attempts) >= 47, String(line?.attempts));
  });

  test('is dropped unsent once it is of no use', async (t) => {
    const { smtp, mail } = await setUp(t);
    await mail.post({ to: address }, new Date(Date.now() - 1));
    mail.start();
    await until(isEmpty);
    assert.equal(smtp.connections(), 0);
    assert.equal(logged(mail, /given up/)[0]?.reason, 'expired');
  });
});

describe('while no mail can go', () => {
  test('mails wait, the log says why once, and then all go', async (t) => {
    const gone = await startSmtpServer();
    await gone.close();
    const { mail } = await setUp(
      t,
      {},
      { route: { kind: 'smtp', server: gone.server, isInsecureAllowed: false } },
    );
    for (let n = 0; n < 5; n += 1) await mail.post({ to: `${n}@example.com` });
    mail.start();
    const metric = /genie_mail_failures_total\{reason="unreachable",outcome="all_wait"\} (\d+)/;
    await until(async () => Number(metric.exec(await mail.metrics())?.[1] ?? 0) >= 3);
    assert.equal((await rows()).length, 5);
    const [line, ...others] = logged(mail, /no mail can be sent/);
    assert.deepEqual([line?.reason, line?.detail], ['unreachable', 'ECONNREFUSED']);
    assert.deepEqual(others, []);
    const back = await startSmtpServer({ port: gone.port });
    t.after(back.close);
    await until(isEmpty);
    assert.deepEqual(
      back.mails.map(({ to }) => to),
      [0, 1, 2, 3, 4].map((n) => `${n}@example.com`),
    );
    assert.equal(logged(mail, /go out again/).length, 1);
  });

  test('a wrong password costs no mail', async (t) => {
    const smtp = await startSmtpServer({ credentials: { user: 'genie', password: 'right' } });
    t.after(smtp.close);
    const kind = `test-${randomUUID()}`;
    const wrong = { ...smtp.server, credentials: { user: 'genie', password: 'wr0ng' } };
    const refused = await setUp(
      t,
      {},
      { kind, route: { kind: 'smtp', server: wrong, isInsecureAllowed: false } },
    );
    await refused.mail.post({ to: address });
    refused.mail.start();
    await until(() => logged(refused.mail, /no mail can be sent/).length > 0);
    assert.equal(logged(refused.mail, /no mail can be sent/)[0]?.reason, 'auth_refused');
    assert.doesNotMatch(JSON.stringify(refused.mail.log), /wr0ng/);
    await refused.mail.stop();
    const right = await setUp(
      t,
      {},
      { kind, route: { kind: 'smtp', server: smtp.server, isInsecureAllowed: false } },
    );
    right.mail.start();
    await until(isEmpty);
    assert.equal(smtp.mails.length, 1);
  });

  test('a server that hangs ends a stop of the sender soon, and the mail is kept', async (t) => {
    const { smtp, mail } = await setUp(
      t,
      { behave: () => 'hang' },
      { policy: { sendTimeoutMs: 600_000, leaseMs: 1_300_000 } },
    );
    await mail.post({ to: address });
    mail.start();
    await until(() => smtp.unanswered.length === 1);
    const begun = performance.now();
    await mail.stop();
    assert.ok(performance.now() - begun < 60_000);
    const kept = await rows();
    assert.equal(kept.length, 1);
    await system.directus.admin.request('DELETE', `/items/mail_outbox/${String(kept[0]?.id)}`);
  });
});

describe('several senders', () => {
  test('send none of 100 mails twice while nothing fails', async (t) => {
    const kind = `test-${randomUUID()}`;
    const one = await setUp(t, {}, { kind });
    const route = { kind: 'smtp', server: one.smtp.server, isInsecureAllowed: false } as const;
    const two = await setUp(t, {}, { kind, route });
    for (let n = 0; n < 100; n += 1) await one.mail.post({ to: `${n}@example.com` });
    one.mail.start();
    two.mail.start();
    await until(isEmpty);
    const sent = one.smtp.mails.map(({ to }) => to);
    assert.equal(sent.length, 100);
    assert.equal(new Set(sent).size, 100);
    const shares = await Promise.all(
      [one, two].map(async ({ mail }) => /outcome="sent"\} (\d+)/.exec(await mail.metrics())?.[1]),
    );
    t.diagnostic(`sent by each: ${shares.join(' and ')}`);
  });
});
