import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { GenieApiError } from '@genie-helper/client';
import { readCookieFile } from '../src/pages/connections/cookie-file.ts';
import {
  cookieProblemsOf,
  fieldProblemsOf,
  readFreeFields,
} from '../src/pages/connections/field-problems.ts';
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
  test('is told by how it begins', () => {
    for (const [text, format] of [
      ['\uFEFF [{"name": "a"}]', 'JSON'],
      ['# Netscape HTTP Cookie File\n', 'Netscape text'],
      ['.x.com\tTRUE\t/\tTRUE\t0\ta\tb', 'Netscape text'],
    ]) {
      const read = readCookieFile('cookies.txt', text ?? '');
      assert.ok(read.ok);
      assert.equal(read.file.format, format);
      assert.equal(read.file.text, text);
    }
  });

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
