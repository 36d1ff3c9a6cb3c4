import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Connection, GenieApiError } from '@genie-helper/client';
import { readCookieFile } from '../src/pages/connections/cookie-file.ts';
import {
  cookieProblemsOf,
  fieldProblemsOf,
  readFreeFields,
} from '../src/pages/connections/field-problems.ts';
import { matchConnection, previewJar } from '../src/pages/connections/jar-preview.ts';
import { decodeText } from '../src/text-file.ts';
import { formatAge } from '../src/timestamps.ts';

describe('an age', () => {
  test('is told in the largest unit that fits, before and after now', () => {
    const now = Date.UTC(2026, 2, 1);
    const minute = 60_000;
    const cases: [number, string][] = [
      [0, 'just now'],
      [-59_000, 'just now'],
      [30_000, 'in a moment'],
      [-minute, '1 minute ago'],
      [-119 * minute, '1 hour ago'],
      [-3 * 24 * 60 * minute, '3 days ago'],
      [5 * 60 * minute, 'in 5 hours'],
      [-400 * 24 * 60 * minute, 'last year'],
    ];
    for (const [distance, words] of cases) {
      assert.equal(formatAge(new Date(now + distance).toISOString(), now), words);
    }
    assert.equal(formatAge('nonsense', now), 'at an unknown time');
  });
});

describe('credentials as JSON', () => {
  test('have to be an object with a field', () => {
    assert.deepEqual(readFreeFields(' {"a": [1]} '), { ok: true, value: { a: [1] } });
    for (const text of ['', ' ', '{}', '[]', '["a"]', 'null', '1', '"a"', '{a: 1}', '{"a": 1']) {
      assert.equal(readFreeFields(text).ok, false, text);
    }
  });

  test('are never quoted in what is wrong with them', () => {
    const read = readFreeFields('{"password": "canary"');
    assert.ok(!read.ok);
    assert.doesNotMatch(read.problem, /canary/);
  });
});

describe('a cookie file', () => {
  test('that is empty, no text or too large for a request is refused without a word of it', () => {
    // As JSON each tab takes two bytes, so this is too large though its text isn't.
    for (const text of [' \n', 'canary\u0000', `canary${'\t'.repeat(140_000)}`]) {
      const read = readCookieFile('jar.txt', text);
      assert.ok(!read.ok);
      assert.match(read.problem, /jar\.txt/);
      assert.doesNotMatch(read.problem, /canary/);
    }
    assert.ok(readCookieFile('jar.txt', 'x'.repeat(257_000)).ok);
  });
});

describe('a preview of cookies', () => {
  const now = Date.UTC(2026, 10, 28);
  const connection = (id: string, platform: string) =>
    ({ id, platform, platform_username: id }) as unknown as Connection;
  const jarOf = (...domains: string[]) => {
    const read = previewJar(
      JSON.stringify(domains.map((domain) => ({ name: 'a', value: 'canary', domain }))),
      undefined,
      now,
    );
    assert.ok(read.kind === 'read');
    return read.summary;
  };

  test('chooses a connection only where there is no doubt', () => {
    const all = [connection('a', 'instagram'), connection('b', 'x'), connection('c', 'x')];
    assert.equal(matchConnection(all, jarOf('.instagram.com'))?.id, 'a');
    assert.equal(matchConnection(all, jarOf('.x.com')), undefined, 'there are two');
    assert.equal(matchConnection(all, jarOf('.onlyfans.com')), undefined, 'there is none');
    assert.equal(matchConnection(all, jarOf('.google.com')), undefined, 'it is of no platform');
    const mixed = jarOf('.x.com', '.instagram.com', 'www.instagram.com');
    assert.equal(matchConnection(all, mixed)?.id, 'a', 'it has more of it');
  });

  test('says what is wrong line by line, and quotes no value', () => {
    const good = '.x.com\tTRUE\t/\tTRUE\t0\ta\tcanary';
    const read = previewJar(`${good}\n\ncanary canary`, undefined, now);
    assert.ok(read.kind === 'read');
    assert.equal(read.skipped, 1);
    assert.match(read.problems.join(), /^Line 3: must have 7 fields/);
    assert.doesNotMatch(read.problems.join(), /canary/);
    assert.equal(previewJar('canary canary', undefined, now).kind, 'unreadable');
    assert.equal(previewJar('a=canary', undefined, now).kind, 'without site');
  });
});

test('text is read in each encoding that programs write', () => {
  const text = 'tópic;tone\r\n"Ünïcode €";warm\r\n';
  const utf16 = Buffer.from(text, 'utf16le');
  const swapped = Buffer.from(utf16).swap16();
  const windows = Buffer.from(text.replace('€', '\u0080'), 'latin1');
  for (const [bytes, encoding] of [
    [Buffer.from(text), 'utf-8'],
    [Buffer.from(`\uFEFF${text}`), 'utf-8'],
    [utf16, 'utf-16le'],
    [Buffer.concat([Buffer.from([0xff, 0xfe]), utf16]), 'utf-16le'],
    [swapped, 'utf-16be'],
    [Buffer.concat([Buffer.from([0xfe, 0xff]), swapped]), 'utf-16be'],
    [windows, 'windows-1252'],
  ] as const) {
    assert.deepEqual(decodeText(bytes), { text, encoding });
  }
});

describe('what the API refuses', () => {
  const refusal = (...details: { path: string; message: string }[]) =>
    new GenieApiError('Invalid.', { code: 'request.invalid', status: 400, details });

  test('is shown at its field, and what has no field is not lost', () => {
    const error = refusal(
      { path: 'label', message: 'must NOT have more than 100 characters' },
      { path: 'label', message: 'a second one' },
      { path: 'credentials/a', message: 'must be shorter.' },
    );
    assert.deepEqual(fieldProblemsOf(error, ['label', 'password']), {
      fields: { label: 'Must NOT have more than 100 characters.' },
      others: ['Credentials, a: must be shorter.'],
    });
  });

  test('is no matter of fields where it has no details', () => {
    assert.equal(fieldProblemsOf(refusal(), ['label']), undefined);
    assert.equal(fieldProblemsOf(new Error('else'), ['label']), undefined);
    assert.equal(cookieProblemsOf(refusal({ path: 'label', message: 'is required' })), undefined);
  });

  test('names the cookie as people count, or the line of the file', () => {
    const error = refusal(
      { path: 'cookies/3/domain', message: 'must be a host name' },
      { path: 'cookies', message: 'line 4: must have 7 fields' },
    );
    assert.deepEqual(cookieProblemsOf(error), [
      'Cookie 4, domain: must be a host name.',
      'Line 4: must have 7 fields.',
    ]);
  });
});
