import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from '../../../test/support/properties.ts';
import { judgePassword, normalizePassword } from '../src/index.ts';

test('one password in composed and in decomposed letters is one text', () => {
  const passwords = [
    'Pässwörd',
    'Ångström',
    'điện thoại',
    '한국어비밀번호',
    'ᾂ ᾳ',
    'ﬃ',
    '①②',
    'क़ख़',
  ];
  for (const password of passwords) {
    const [composed, decomposed] = [password.normalize('NFC'), password.normalize('NFD')];
    assert.equal(normalizePassword(decomposed), normalizePassword(composed), password);
  }
});

test('every space is the ASCII one, also where a keyboard puts another', () => {
  for (let code = 0; code <= 0xffff; code += 1) {
    const letter = String.fromCharCode(code);
    if (!/\p{Zs}/u.test(letter)) continue;
    assert.equal(normalizePassword(`a${letter}b`), 'a b', code.toString(16));
  }
  for (const kept of ['\t', '\n', '\u200b', '\u2028', '\ufeff']) {
    assert.equal(normalizePassword(`a${kept}b`), `a${kept}b`);
  }
});

test('case, width, ligatures and order of letters stay', () => {
  for (const [one, two] of [
    ['PASS', 'pass'],
    ['ｐａｓｓ', 'pass'],
    ['ﬁ', 'fi'],
    ['①', '1'],
    ['ß', 'ss'],
    ['ſ', 's'],
    ['a b', 'a  b'],
    [' a', 'a'],
  ] as const) {
    assert.notEqual(normalizePassword(one), normalizePassword(two), one);
  }
});

test('twice gives the same as once, for any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const once = normalizePassword(text);
      assert.equal(normalizePassword(once), once);
    }),
  );
});

test('plain ASCII, half a surrogate pair and an empty text stay as they are', () => {
  const ascii = String.fromCharCode(...Array.from({ length: 128 }, (_, code) => code));
  for (const text of [ascii, '\ud800', 'a\udfffb', '']) assert.equal(normalizePassword(text), text);
});

test('a text as long as a request may be is not worked on', () => {
  const marks = '\u0315\u0316'.repeat(250_000);
  assert.equal(normalizePassword(`a${marks}`), `a${marks}`);
  const longest = 'e\u0301'.repeat(512);
  assert.equal(normalizePassword(longest), 'é'.repeat(512));
});

test('a password of 8 to 128 characters may be set, however many bytes they take', async () => {
  const good = ['k3?7!zqx', 'x'.repeat(128), '😀'.repeat(8), '😀'.repeat(128), '        \u0000'];
  for (const password of good) assert.equal(await judgePassword(password), undefined, password);
});

test('a password of any other length may not', async () => {
  for (const short of ['', 'k3?7!zq', '😀'.repeat(7), 'é'.repeat(7)]) {
    assert.equal(await judgePassword(short), 'too_short', short);
  }
  for (const long of ['x'.repeat(129), '😀'.repeat(129), 'x'.repeat(10_000_000)]) {
    assert.equal(await judgePassword(long), 'too_long');
  }
});

test('a common password may not be set, in whatever letter case', async () => {
  for (const common of ['12345678', 'password', 'PassWord1', 'iloveyou', 'QWERTYUIOP']) {
    assert.equal(await judgePassword(common), 'too_common', common);
  }
  assert.equal(await judgePassword('password of a creator'), undefined);
});

test('half a surrogate pair may not be set: it could not be kept as it is', async () => {
  assert.equal(await judgePassword('k3?7!zqx\ud800'), 'malformed');
});
