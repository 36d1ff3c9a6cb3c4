import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { startSilentServer, startSmtpServer } from '../../../test/support/smtp-server.ts';
import { lookAtDomain, type MailResolver } from '../src/commands/doctor/checks/mail.ts';
import { assertFault, diagnose, makeInstallation } from './support/doctor.ts';

const credentials = { user: 'genie', password: 's3cret-of-this-test' };

async function look(t: TestContext, variables: Record<string, string>) {
  const { dir, texts } = await makeInstallation(t, {
    MAIL_FROM: 'Genie <no-reply@genie.invalid>',
    PUBLIC_URL: 'https://genie.example',
    ...variables,
  });
  return diagnose(dir, texts);
}

describe('genie doctor and the mail server', () => {
  test('none is set: says where mails are', async (t) => {
    const { dir, texts } = await makeInstallation(t);
    const { of } = await diagnose(dir, texts);
    for (const id of ['mail.reachable', 'mail.credentials', 'mail.sender', 'mail.links']) {
      assert.equal(of(id).status, 'skipped', id);
    }
    assert.match(of('mail.reachable').message, /data\/mail/);
  });

  test('one as it should be: well', async (t) => {
    const smtp = await startSmtpServer({ credentials });
    t.after(smtp.close);
    const { of } = await look(t, { SMTP_URL: smtp.url });
    for (const id of ['mail.reachable', 'mail.credentials', 'mail.links']) {
      assert.equal(of(id).status, 'ok', of(id).message);
    }
    assert.match(of('mail.reachable').message, /over TLS/);
    assert.equal(smtp.mails.length, 0);
  });

  test('a wrong password: says where it goes, and shows none', async (t) => {
    const smtp = await startSmtpServer({ credentials });
    t.after(smtp.close);
    const { of, report } = await look(t, { SMTP_URL: smtp.url.replace('s3cret', 'wr0ng') });
    assert.equal(of('mail.reachable').status, 'ok');
    assertFault(of('mail.credentials'), /refuses user or password/, /percent-encoded/);
    assert.doesNotMatch(JSON.stringify(report), /wr0ng/);
  });

  test('one that is away, or hangs: says what to do', async (t) => {
    const smtp = await startSmtpServer();
    await smtp.close();
    const away = await look(t, { SMTP_URL: smtp.url });
    assertFault(away.of('mail.reachable'), /does not answer .*ECONNREFUSED/, /SMTP_URL/);
    const silent = await startSilentServer();
    t.after(silent.close);
    const hangs = await look(t, { SMTP_URL: `smtp://127.0.0.1:${silent.port}` });
    assertFault(hangs.of('mail.reachable'), /in time/, /smtps:/);
  });

  test('links without HTTPS, or to this machine: says so', async (t) => {
    const smtp = await startSmtpServer();
    t.after(smtp.close);
    const { of } = await look(t, { SMTP_URL: smtp.url, PUBLIC_URL: 'http://genie.example' });
    assertFault(of('mail.links'), /in the clear/, /https:/);
    const far = await look(t, {
      SMTP_URL: 'smtps://genie:s3cret-of-this-test@smtp.invalid',
      PUBLIC_URL: 'http://localhost:3001',
    });
    assert.equal(far.of('mail.links').status, 'warn');
  });
});

describe('the domain of the sender', () => {
  const none = () => Promise.reject(Object.assign(new Error(), { code: 'ENODATA' }));
  const nobody: MailResolver = { resolveMx: none, resolve4: none, resolve6: none } as MailResolver;
  const cases: [
    what: string,
    answers: Partial<Record<keyof MailResolver, unknown>>,
    status: string,
  ][] = [
    ['has an MX', { resolveMx: async () => [{ exchange: 'mx.example.com', priority: 1 }] }, 'ok'],
    ['has an address alone', { resolve4: async () => ['192.0.2.1'] }, 'ok'],
    ['has neither', {}, 'warn'],
    ['says that it takes none', { resolveMx: async () => [{ exchange: '', priority: 0 }] }, 'warn'],
    [
      "can't be asked for",
      { resolveMx: () => Promise.reject(Object.assign(new Error(), { code: 'ECONNREFUSED' })) },
      'skipped',
    ],
  ];
  for (const [what, answers, status] of cases) {
    test(`${what}: ${status}`, async () => {
      const finding = await lookAtDomain('example.com', { ...nobody, ...answers } as MailResolver);
      assert.equal(finding.status, status);
      if (status === 'skipped') assert.match(finding.message, /couldn't be checked/);
    });
  }
});
