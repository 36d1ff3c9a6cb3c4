import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { buildMessage, writeLetter, writeMailFile } from '@genie-helper/mail';
import { startSmtpServer } from '../../../test/support/smtp-server.ts';
import { makeInstallation } from './support/doctor.ts';
import { runInProcess } from './support/run-in-process.ts';

const link = `https://genie.example/account/reset#token=${'t0ken-'.repeat(20)}`;
const from = { name: 'Genie Helper', address: 'no-reply@genie.example' };

/** Keeps mails as the API does. */
async function keep(dir: string, mails: { to: string; subject: string; text?: string }[]) {
  const folder = join(dir, 'data/mail');
  for (const [index, { to, subject, text = 'Hello.' }] of mails.entries()) {
    const date = new Date(Date.UTC(2026, 10, 27, 10, index));
    const letter = writeLetter({ to, subject, blocks: [text, { button: 'Open', url: link }] });
    const message = await buildMessage(letter, { from, id: 'mail', date });
    await writeMailFile(folder, { id: `0000000${index}-mail`, date, message });
  }
  return folder;
}

async function installed(t: TestContext, variables: Record<string, string> = {}) {
  return (await makeInstallation(t, variables)).dir;
}

describe('mails in a folder', () => {
  test('are for their owner alone, whole or not there, and one file however often', async (t) => {
    const folder = join(await mkdtemp(join(tmpdir(), 'genie-mail-')), 'mail');
    t.after(() => rm(folder, { recursive: true }));
    const date = new Date();
    const letter = writeLetter({ to: 'a@example.com', subject: 'Hello', blocks: ['Hello.'] });
    const message = await buildMessage(letter, { from, id: 'x', date });
    for (let n = 0; n < 2; n += 1) await writeMailFile(folder, { id: 'abcdefghij', date, message });
    const names = await readdir(folder);
    assert.equal(names.length, 1);
    assert.match(names[0] ?? '', /^\d{8}T\d{6}\.\d{3}Z-abcdefgh\.eml$/);
    assert.equal((await stat(folder)).mode & 0o777, 0o700);
    assert.equal((await stat(join(folder, names[0] ?? ''))).mode & 0o777, 0o600);
  });
});

describe('genie mail list and show', () => {
  test('say that there is none', async (t) => {
    const dir = await installed(t);
    assert.equal(
      (await runInProcess(['mail', 'list', '--dir', dir])).out,
      'There is no mail yet.\n',
    );
    const { code, err } = await runInProcess(['mail', 'show', '--dir', dir]);
    assert.equal(code, 1);
    assert.match(err, /no mail yet/);
  });

  test('say where .env can not be read, and never that there is none', async (t) => {
    const dir = await installed(t);
    await rm(join(dir, '.env'));
    await mkdir(join(dir, '.env'));
    const { code, err } = await runInProcess(['mail', 'list', '--dir', dir]);
    assert.equal(code, 1);
    assert.match(err, /can't be read \(EISDIR\)/);
  });

  test('number them from the oldest, and show one with its link whole', async (t) => {
    const dir = await installed(t);
    await keep(dir, [
      { to: 'dana@example.com', subject: 'First' },
      { to: 'jürgen@example.com', subject: 'Grüße 世界', text: 'Größe\u001b[31m 😀' },
    ]);
    const { out } = await runInProcess(['mail', 'list', '--dir', dir]);
    assert.deepEqual(out.trimEnd().split('\n'), [
      '1  2026-11-27T10:00:00Z  dana@example.com    First',
      '2  2026-11-27T10:01:00Z  jürgen@example.com  Grüße 世界',
    ]);
    const newest = await runInProcess(['mail', 'show', '--dir', dir]);
    const second = await runInProcess(['mail', 'show', '2', '--dir', dir]);
    assert.equal(newest.out, second.out);
    assert.ok(newest.out.includes(`\n${link}\n`), newest.out);
    assert.match(newest.out, /^Subject: Grüße 世界$/m);
    assert.ok(!newest.out.includes('\u001b'), 'nothing in a mail moves the cursor');
    for (const wrong of ['3', '0', '-1', 'x']) {
      assert.notEqual((await runInProcess(['mail', 'show', wrong, '--dir', dir])).code, 0, wrong);
    }
  });

  test('say where mails are instead while there is a server', async (t) => {
    const dir = await installed(t, {
      SMTP_URL: 'smtps://genie:s3cret@smtp.example.com',
      MAIL_FROM: 'no-reply@genie.example',
      PUBLIC_URL: 'https://genie.example',
    });
    const { code, err } = await runInProcess(['mail', 'list', '--dir', dir]);
    assert.equal(code, 1);
    assert.match(err, /SMTP_URL is set/);
    assert.doesNotMatch(err, /s3cret/);
  });
});

describe('genie mail test', () => {
  const credentials = { user: 'genie', password: 's3cret' };
  const others = {
    MAIL_FROM: 'Genie <no-reply@genie.example>',
    PUBLIC_URL: 'https://genie.example',
  };

  test('sends a mail and says what the server said', async (t) => {
    const smtp = await startSmtpServer({ credentials });
    t.after(smtp.close);
    const dir = await installed(t, { ...others, SMTP_URL: smtp.url });
    const { code, out } = await runInProcess(['mail', 'test', 'mia@example.com', '--dir', dir]);
    assert.equal(code, 0);
    assert.match(
      out,
      /^Sent to mia@example\.com by 127\.0\.0\.1:\d+, over TLS\. The server said: 250/,
    );
    assert.equal(smtp.mails[0]?.to, 'mia@example.com');
  });

  test('says what is wrong, what to do and what the server said; never the password', async (t) => {
    const smtp = await startSmtpServer({
      credentials,
      behave: () => ({ at: 'recipient', code: 550, text: 'no such user mia@example.com' }),
    });
    t.after(smtp.close);
    const dir = await installed(t, { ...others, SMTP_URL: smtp.url });
    const refused = await runInProcess(['mail', 'test', 'mia@example.com', '--dir', dir]);
    assert.equal(refused.code, 1);
    assert.match(refused.err, /does not take mail for this address/);
    assert.match(refused.err, /no such user mia@example\.com/);
    const wrong = await installed(t, { ...others, SMTP_URL: smtp.url.replace('s3cret', 'wr0ng') });
    const denied = await runInProcess(['mail', 'test', 'mia@example.com', '--dir', wrong]);
    assert.match(denied.err, /refuses user or password of SMTP_URL/);
    assert.doesNotMatch(denied.err, /wr0ng/);
  });

  test('names what has to be set first', async (t) => {
    const dir = await installed(t);
    const { code, err } = await runInProcess(['mail', 'test', 'mia@example.com', '--dir', dir]);
    assert.equal(code, 1);
    for (const name of ['SMTP_URL', 'MAIL_FROM', 'PUBLIC_URL']) assert.match(err, new RegExp(name));
  });
});
