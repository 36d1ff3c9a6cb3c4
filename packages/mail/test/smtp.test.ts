import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseSmtpUrl } from '@genie-helper/environment';
import {
  type SmtpServerOptions,
  startSilentServer,
  startSmtpServer,
} from '../../../test/support/smtp-server.ts';
import { MailError, type MailFailure } from '../src/mail-error.ts';
import { buildMessage, type Message } from '../src/message.ts';
import { openSmtp, type SmtpOptions } from '../src/smtp.ts';

const credentials = { user: 'genie@example.com', password: 'p:ss/w@rd %é' };
const times = { openTimeoutMs: 5_000, sendTimeoutMs: 5_000 };

function message(to = 'dana@example.com'): Promise<Message> {
  const letter = { to, subject: 'Hello', text: 'Hello.\n', html: '<p>Hello.</p>' };
  const from = { name: 'Genie', address: 'no-reply@genie.example' };
  return buildMessage(letter, { from, id: 'one', date: new Date() });
}

/** Opens a session with a server, sends a mail and says how it went. */
async function trySending(
  served: SmtpServerOptions,
  change: (options: SmtpOptions) => SmtpOptions = (options) => options,
  to?: string,
) {
  const smtp = await startSmtpServer(served);
  const standard = { server: smtp.server, isInsecureAllowed: false, clientName: 'genie.example' };
  try {
    const session = await openSmtp(change({ ...standard, ...times }));
    try {
      return { smtp, answer: await session.send(await message(to)), session };
    } finally {
      session.close();
    }
  } finally {
    await smtp.close();
  }
}

/** @returns the failure that sending ended with, for what depends on it */
async function failureOf(work: Promise<unknown>): Promise<MailError> {
  const error = await work.then(
    () => assert.fail('it went'),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof MailError, String(error));
  return error;
}

/** Somewhere else: what holds for a server that isn't on this machine. */
const elsewhere = (options: SmtpOptions): SmtpOptions => ({
  ...options,
  server: { ...options.server, isLoopback: false },
});

describe('TLS', () => {
  test('turns to TLS where the server offers it, and signs in after that', async () => {
    const { smtp, session } = await trySending({ credentials });
    assert.equal(session.isEncrypted, true);
    assert.equal(smtp.mails[0]?.isEncrypted, true);
  });

  test('speaks TLS from the start with smtps', async () => {
    const { smtp } = await trySending({ tls: 'from-start', credentials });
    assert.equal(smtp.mails[0]?.isEncrypted, true);
  });

  test('does without on this machine', async () => {
    const { smtp } = await trySending({ tls: 'none', credentials });
    assert.equal(smtp.mails[0]?.isEncrypted, false);
  });

  test('says nothing to another machine that has none', async () => {
    const error = await failureOf(trySending({ tls: 'none', credentials }, elsewhere));
    assert.equal(error.failure, 'tls');
    assert.equal(error.isOfThisMail, false);
  });

  test('does so where somebody allowed it', async () => {
    const { smtp } = await trySending({ tls: 'none' }, (options) => ({
      ...elsewhere(options),
      isInsecureAllowed: true,
    }));
    assert.equal(smtp.mails.length, 1);
  });

  for (const tls of ['starttls', 'from-start'] as const) {
    test(`believes no certificate of its own making on another machine (${tls})`, async () => {
      const error = await failureOf(trySending({ tls, credentials }, elsewhere));
      assert.equal(error.failure, 'tls');
      const allowed = (options: SmtpOptions) => ({
        ...elsewhere(options),
        isInsecureAllowed: true,
      });
      assert.equal((await failureOf(trySending({ tls, credentials }, allowed))).failure, 'tls');
    });
  }
});

describe('what goes wrong with a server', () => {
  test('a wrong password', async () => {
    const wrong = (options: SmtpOptions) => ({
      ...options,
      server: { ...options.server, credentials: { user: 'genie', password: 'wrong' } },
    });
    const error = await failureOf(trySending({ credentials }, wrong));
    assert.deepEqual([error.failure, error.detail], ['auth_refused', '535 5.7.8']);
    assert.equal(error.isOfThisMail, false);
  });

  test('credentials for a server that takes none', async () => {
    const given = (options: SmtpOptions) => ({
      ...options,
      server: { ...options.server, credentials },
    });
    assert.equal((await failureOf(trySending({}, given))).failure, 'no_auth');
  });

  test('nobody listens', async () => {
    const smtp = await startSmtpServer();
    await smtp.close();
    const options = { server: smtp.server, isInsecureAllowed: false, clientName: 'genie.example' };
    const error = await failureOf(openSmtp({ ...options, ...times }));
    assert.deepEqual([error.failure, error.detail], ['unreachable', 'ECONNREFUSED']);
  });

  test('a server that never says a word', async (t) => {
    const silent = await startSilentServer();
    t.after(silent.close);
    for (const scheme of ['smtp', 'smtps']) {
      const server = parseSmtpUrl(`${scheme}://127.0.0.1:${silent.port}`);
      assert.ok(server);
      const bounds = { openTimeoutMs: 300, sendTimeoutMs: 300 };
      const options = { server, isInsecureAllowed: false, clientName: 'genie.example', ...bounds };
      assert.equal((await failureOf(openSmtp(options))).failure, 'timeout');
    }
  });
});

describe('what goes wrong with a mail', () => {
  const cases: [what: string, options: SmtpServerOptions, failure: MailFailure, detail?: string][] =
    [
      ['greylisting', { behave: () => ({ at: 'recipient', code: 451 }) }, 'deferred', '451 4.3.0'],
      [
        'an unknown recipient',
        { behave: () => ({ at: 'recipient', code: 550 }) },
        'recipient_refused',
        '550 5.0.0',
      ],
      ['a text refused for now', { behave: () => ({ at: 'text', code: 451 }) }, 'deferred'],
      ['a text refused', { behave: () => ({ at: 'text', code: 554 }) }, 'message_refused'],
      ['a server that dies after the text', { behave: () => 'die-after-text' }, 'interrupted'],
    ];
  for (const [what, options, failure, detail] of cases) {
    test(`${what}: ${failure}`, async () => {
      const error = await failureOf(trySending(options));
      assert.equal(error.failure, failure);
      if (detail !== undefined)
        assert.match(error.detail ?? '', new RegExp(`^${detail.slice(0, 3)}`));
      assert.equal(error.isOfThisMail, true);
      assert.equal(error.isPermanent, failure.endsWith('_refused'));
      // What a server says quotes the address.
      const { answer: _answer, ...logged } = error;
      assert.doesNotMatch(`${JSON.stringify(logged)}${error.message}${error.stack}`, /dana/);
    });
  }

  // The command says nothing else of a mail; were these of the server, one would hold back all others.
  describe('refused with its sender', () => {
    const utf8 = 'jürgen@example.com';
    const cases: [what: string, code: number, text: string, failure: MailFailure, to?: string][] = [
      ['for its size', 552, 'Message size exceeds fixed maximum', 'message_refused'],
      ['for its size, by the other code', 550, '5.3.4 too big', 'message_refused'],
      ['for its size or a quota', 552, '5.2.2 over quota', 'deferred'],
      ['for its letters', 555, 'SMTPUTF8 is not recognized', 'no_smtputf8', utf8],
      ['for its letters, by the other code', 553, '5.6.7 not ASCII', 'no_smtputf8', utf8],
      ['for its letters or its sender', 550, '5.7.1 no', 'deferred', utf8],
    ];
    for (const [what, code, text, failure, to] of cases) {
      test(`${what}: ${failure}`, async () => {
        const refuseSender = () => ({ code, text });
        const error = await failureOf(trySending({ refuseSender }, undefined, to));
        assert.deepEqual([error.failure, error.isOfThisMail], [failure, true]);
      });
    }

    for (const [code, text] of [
      [550, '5.7.1 not yours'],
      [553, 'not yours'],
      [530, '5.7.0 sign in first'],
    ] as const) {
      test(`for its sender alone, by ${code} ${text}: no other mail goes either`, async () => {
        const refuseSender = () => ({ code, text });
        const error = await failureOf(trySending({ refuseSender }));
        assert.deepEqual([error.failure, error.isOfThisMail], ['sender_refused', false]);
      });
    }
  });

  // Postfix and Exchange say it that late. It may hold of this recipient alone, so no other mail waits for it.
  describe('refused for its sender where that is not what was asked: it waits', () => {
    const cases: [at: 'recipient' | 'text', code: number, text: string][] = [
      ['recipient', 553, '5.7.1 <noreply@example.com>: Sender address rejected: not owned by user'],
      ['recipient', 554, '<noreply@example.com>: Sender address rejected: Access denied'],
      ['recipient', 550, '5.1.8 sender has no such domain'],
      ['text', 550, '5.7.60 SMTP; Client does not have permissions to send as this sender'],
    ];
    for (const [at, code, text] of cases) {
      test(`${code} ${text}`, async () => {
        const behave = () => ({ at, code, text });
        const error = await failureOf(trySending({ behave, hasOwnCodes: true }));
        const found = [error.failure, error.isOfThisMail, error.isPermanent];
        assert.deepEqual(found, ['deferred', true, false]);
      });
    }
  });

  test('a server that takes the text and never answers: interrupted, in time', async () => {
    const brief = (options: SmtpOptions) => ({ ...options, sendTimeoutMs: 500 });
    const error = await failureOf(trySending({ behave: () => 'hang' }, brief));
    assert.equal(error.failure, 'interrupted');
  });
});

describe('addresses of other letters', () => {
  const to = 'jürgen@bücher.example';

  test('go with SMTPUTF8, the domain in its ASCII form', async () => {
    const { smtp } = await trySending({}, undefined, to);
    assert.equal(smtp.mails[0]?.usesUtf8, true);
    assert.match(smtp.mails[0]?.raw ?? '', /jürgen@/);
  });

  test('are refused with the reason where the server has no SMTPUTF8', async () => {
    const error = await failureOf(trySending({ takesUtf8: false }, undefined, to));
    assert.equal(error.failure, 'no_smtputf8');
    assert.equal(error.isPermanent, true);
  });

  test('need none where only the domain has them', async () => {
    const { smtp } = await trySending({ takesUtf8: false }, undefined, 'dana@bücher.example');
    assert.equal(smtp.mails[0]?.usesUtf8, false);
    assert.match(smtp.mails[0]?.raw ?? '', /^To: dana@xn--bcher-kva\.example\r$/m);
  });
});
