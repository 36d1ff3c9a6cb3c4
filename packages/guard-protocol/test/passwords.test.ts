import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { normalizePassword } from '../src/index.ts';

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
