import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from '../../../test/support/properties.ts';
import { countCharacters } from '../src/caption-text.ts';
import { checkCaption } from '../src/index.ts';
import { graphemeSegmenter, weighForX } from '../src/x-weight.ts';

/** Texts and what X weighs them, as counted by twitter-text 3.1 (`parseTweet(text).weightedLength`). */
const weights: readonly (readonly [string, number])[] = [
  ['mia.studio', 23],
  ['mia.lol!', 24],
  ['見てmia.studioへ', 29],
  ['最高😀mia.tvだよ', 33],
  ['https://mia.studio/set?id=1', 23],
  ['http://a.co', 23],
  ['See foo.co.uk now', 31],
  ['me@foo.com', 10],
  ['@me.com', 7],
  ['é.com', 23],
  ['égo.id', 24],
  ['foo.com/é/見', 25],
  ['https://見.com見て', 27],
  ['bit.ly/x…foo.com', 48],
  ['-foo.com', 8],
  ['_foo.com', 8],
  ['foo.cc️', 25],
  ['co.jpａ', 25],
  ['go.id.é', 25],
  ['foo.co.uk@', 27],
  ['www.foo.comdon’t', 32],
  ['foo.com​foo.com', 47],
  ['(foo.com)[foo.com]', 50],
  ['t.me、t.me。t.me', 73],
  ['9:30.Live', 25],
  ['tonight.Live', 23],
  ['👩‍👩‍👧‍👦', 2],
  ['❤️', 2],
  ['©', 1],
  ['🇩🇪', 2],
  ['1️⃣', 2],
  ['👍🏽', 2],
  ['日本語', 6],
  ['한국어', 6],
  ['é', 1],
  ['…', 2],
  ['—', 1],
  ['“quoted”', 8],
  ['ﷺ', 2],
  ['mia.xn--p1ai', 23],
  ['пример.рф', 9],
  ['https://пример.рф/a', 23],
  ['foo.zz', 6],
  ['v2.0', 4],
  ['#tag.com', 8],
  ['$x.com', 6],
  ['foo.com:80', 26],
  ['a.b.c.com', 23],
];

test('no text weighs less than X weighs it, and none of these more than a link longer', () => {
  for (const [text, weight] of weights) {
    const ours = weighForX(text);
    assert.ok(ours >= weight, `${text}: ${ours}, X ${weight}`);
    assert.ok(ours <= weight + 23 * Math.max(1, text.split('.').length - 1), `${text}: ${ours}`);
  }
});

test('emoji and plain links weigh what X weighs them, neither more nor less', () => {
  for (const [text, weight] of weights) {
    const isPlain = /^(?:[\x20-\x7e\p{Script=Han}\p{Script=Hiragana}]|\p{RGI_Emoji})+$/v.test(text);
    if (isPlain && !/[@_#$]|^-|:80|\/見/u.test(text))
      assert.equal(weighForX(text), Math.max(weight, /^https/u.test(text) ? text.length : 0), text);
  }
});

test('a caption for X that is too heavy by a link beside other letters is refused', () => {
  const caption = `${'見'.repeat(133)}mia.studio。`;
  assert.equal(countCharacters(caption, 'x'), 133 * 2 + 23 + 2);
  const codes = checkCaption(caption, { platform: 'x', length: 'short', topic: 'mia.studio' });
  assert.ok(codes.some(({ code }) => code === 'characters.too_many'));
});

test('a text weighs what its characters weigh, wherever letters of ASCII stand between', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 4 }),
    fc.constantFrom(
      '1\ufe0f\u20e3',
      '\u200d',
      '\r\n',
      'a\u0301',
      '\u0600',
      '#\ufe0f',
      '\u{1F1F9}\u{1F1EA}',
    ),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      // Without a dot there's no link.
      const text = pieces.join('').normalize('NFC').replaceAll('.', ' ');
      const characters = [...graphemeSegmenter.segment(text)].map(({ segment }) => segment);
      const weight = characters.reduce((sum, character) => sum + weighForX(character), 0);
      assert.equal(weighForX(text), weight);
    }),
    { numRuns: 2_000 },
  );
});
