import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import PostalMime from 'postal-mime';
import fc from '../../../test/support/properties.ts';
import { MailError } from '../src/mail-error.ts';
import { buildMessage } from '../src/message.ts';

const frame = {
  from: { name: 'Genie Helper', address: 'no-reply@genie.example' },
  id: '1e6f0f7c-0000-4000-8000-000000000000',
  date: new Date('2026-11-27T10:00:00Z'),
};
const letter = {
  to: 'dana@example.com',
  subject: 'Hello',
  text: 'Hello.\n',
  html: '<p>Hello.</p>',
};

async function build(changes: Partial<typeof letter> = {}, from = frame.from) {
  const { bytes } = await buildMessage({ ...letter, ...changes }, { ...frame, from });
  return { text: bytes.toString(), parsed: await PostalMime.parse(bytes) };
}

describe('headers', () => {
  test('say that a program wrote it, and name it by the domain of its sender', async () => {
    const { parsed } = await build();
    const headers = new Map(parsed.headers.map(({ key, value }) => [key, value]));
    assert.equal(headers.get('auto-submitted'), 'auto-generated');
    assert.equal(headers.get('message-id'), `<${frame.id}@genie.example>`);
    assert.equal(headers.get('x-mailer'), undefined);
  });

  test('are the same at each attempt but for the date', async () => {
    const [first, second] = [await build(), await build()];
    assert.equal(first.parsed.messageId, second.parsed.messageId);
  });

  test('none is added, whatever stands in a subject or a name', async () => {
    const usual = (await build()).parsed.headers.map(({ key }) => key);
    const parts = fc.constantFrom(
      '\r\n',
      '\n',
      '\r',
      'Bcc: eve@example.com',
      'x',
      '\u0085',
      '\u2028',
      ' ',
      ':',
      '"',
      '<',
      '=?utf-8?Q?=0D=0ABcc:_eve@example.com?=',
      'é',
      '😀',
    );
    const texts = fc.array(parts, { maxLength: 12 }).map((all) => all.join(''));
    await fc.assert(
      fc.asyncProperty(texts, texts, async (subject, name) => {
        const { parsed, text } = await build({ subject: `s${subject}` }, { ...frame.from, name });
        assert.deepEqual(
          parsed.headers.map(({ key }) => key),
          usual,
        );
        assert.equal(parsed.to?.[0]?.address, letter.to);
        assert.equal(parsed.from?.address, frame.from.address);
        const head = text.slice(0, text.indexOf('\r\n\r\n'));
        assert.doesNotMatch(head.replaceAll('\r\n', ''), /[\r\n]/);
      }),
      { numRuns: 300 },
    );
  });
});

describe('what a mail says', () => {
  test('comes whole: long links, other letters, dots at the start of lines', async () => {
    const link = `https://genie.example/account/reset#token=${'x'.repeat(300)}`;
    const text = `Grüße, 世界 😀\n\n${link}\n\n.\n..dots\nFrom here\n`;
    const { parsed, text: raw } = await build({ text });
    assert.equal(parsed.text?.replaceAll('\r\n', '\n').trimEnd(), text.trimEnd());
    for (const line of raw.split('\r\n')) assert.ok(line.length <= 78, line);
  });

  test('fetches nothing: an address in it is text', async () => {
    const { parsed } = await build({ html: '<img src="file:///etc/passwd">' });
    assert.equal(parsed.attachments.length, 0);
  });
});

describe('addresses', () => {
  const domain = `${'d'.repeat(60)}.${'d'.repeat(60)}.${'d'.repeat(60)}.example`;
  const longest = `${'a'.repeat(254 - domain.length - 1)}@${domain}`;

  test('of 254 characters go, of 255 not', async () => {
    assert.equal(longest.length, 254);
    assert.equal((await build({ to: longest })).parsed.to?.[0]?.address, longest);
    await assert.rejects(build({ to: `a${longest}` }), MailError);
  });

  const refused = [
    'dana',
    'dana@',
    '@example.com',
    'dana@example.com, eve@example.com',
    'dana@example.com\r\nBcc: eve@example.com',
    'dana@example.com>\r\nRCPT TO:<eve@example.com',
    '<dana@example.com>',
    '"dana@evil.example"@example.com',
    'dana(comment)@example.com',
    'dana@example.com@evil.example',
    'dana@exa mple.com',
    'dana\u202e@example.com',
    'dana@example.com:25',
    'dana@example.com/x',
    'dana@[127.0.0.1]',
    `${'a'.repeat(65)}@example.com`,
    'dana@exa\u0000mple.com',
  ];
  for (const to of refused) {
    test(`refuses ${JSON.stringify(to).slice(0, 60)}`, async () => {
      await assert.rejects(build({ to }), (error) => {
        assert.ok(error instanceof MailError);
        assert.equal(error.failure, 'address_invalid');
        assert.doesNotMatch(`${error.message}${error.stack}`, /dana/);
        return true;
      });
    });
  }
});
