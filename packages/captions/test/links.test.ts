import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import tlds from 'tlds' with { type: 'json' };
import { processorMs } from '../../../test/support/processor-time.ts';
import { countCharacters } from '../src/caption-text.ts';
import { findLinks, removeLinks } from '../src/links.ts';

const linksIn = (text: string) => findLinks(`see ${text} now`);

describe('links', () => {
  test('are found in every form, and gone once removed', () => {
    for (const text of [
      'https://a.example',
      'HTTP://A.COM/x',
      'www.foo.zz/x',
      'foo.com',
      'onlyfans.com/me',
      'me@foo.com',
      'foo.co.uk',
      '[x](https://a.com)',
      '[x](/rel)',
      '1.2.3.4/x',
      'foo dot com',
      'foo [dot] com',
      'bit.ly/x',
      't.me/x',
      'münchen.de',
      'пример.рф',
      '日本.jp',
      'javascript:alert(1)',
      'foo.zz/path',
      'foo.zz?next=https://a.com',
      'Mia.Com',
    ]) {
      assert.notEqual(linksIn(text).length, 0, text);
      assert.deepEqual(findLinks(removeLinks(`see ${text} now`)), [], text);
    }
  });

  test('are found with any ending that there is', () => {
    for (const link of [
      'mia.studio',
      'mia.lol',
      'mia.moe',
      'MIA.LOL',
      'Mia.Studio',
      'mia.xn--p1ai',
    ])
      assert.deepEqual(linksIn(link), [link]);
  });

  test('are found with each ending of the list, which every public suffix ends in', () => {
    for (const ending of tlds) assert.deepEqual(linksIn(`mia.${ending}`), [`mia.${ending}`]);
  });

  test('end with the ending, a port or a path', () => {
    assert.deepEqual(linksIn('mia.studio.'), ['mia.studio']);
    assert.deepEqual(linksIn('(mia.studio)'), ['mia.studio']);
    assert.deepEqual(linksIn('mia.studio...soon'), ['mia.studio']);
    assert.deepEqual(linksIn('mia.studio:8080/a?b#c,'), ['mia.studio:8080/a?b#c']);
  });

  test('are found with full-width dots', () => {
    for (const link of ['mia。studio', 'mia．studio', 'mia｡studio', 'www。mia.studio'])
      assert.deepEqual(linksIn(link), [link]);
  });

  test('are found in letters and dots that browsers read as plain ones', () => {
    for (const link of [
      'ｍｉａ．ｃｏｍ',
      '𝐦𝐢𝐚.𝐜𝐨𝐦',
      'ⓜⓘⓐ.ⓛⓞⓛ',
      'mia․com',
      'mia﹒studio',
      'www․mia',
    ])
      assert.deepEqual(linksIn(link), [link]);
  });

  test('are found where something else stands for the dot', () => {
    for (const link of [
      ...['mia[.]studio', 'mia (.) fans', 'mia {dot} moe', 'mia . com', 'mia .net', 'mia dot co'],
      'my-page dot tv',
    ])
      assert.deepEqual(linksIn(link), [link.replace('see ', '')], link);
    assert.deepEqual(linksIn('this [dot] mia.lol'), ['mia.lol']);
  });

  test('have a scheme, an address of any version, or both', () => {
    for (const link of [
      'http://[2001:db8::1]/a',
      'http://10.0.0.1:80',
      'whatsapp:+491',
      'skype:mia',
    ])
      assert.deepEqual(linksIn(link), [link]);
  });

  test('are found beside letters of scripts without spaces, and beside emoji', () => {
    for (const text of [
      '見てmia.studioへ',
      'コーヒーmia.studioへ',
      'ここ→mia.studioで',
      '보기mia.studio를',
      '最高。mia.studioだよ',
    ])
      assert.deepEqual(findLinks(text), ['mia.studio'], text);
    assert.deepEqual(findLinks('❤️mia.studio🔥'), ['mia.studio']);
    assert.equal(removeLinks('見てmia.studioへ'), '見てへ');
  });

  test('are not made of abbreviations, numbers, times and sentences', () => {
    for (const text of [
      'Hello. There',
      'Mr.Smith',
      'v2.0',
      '9:30.Live',
      'tonight.Live',
      'done.Now',
      'e.g. this',
      'e.g.',
      'i.e.',
      '3.5 stars',
      'wait...what',
      '5 p.m. sharp',
      ...['polka dot dress', 'connect the dot to it', 'a [dot] there', 'wait . what', 'one. Com'],
      'yes/no',
      'U.S. only',
      '見て。Live',
      '新しいセット。見てね',
    ])
      assert.deepEqual(linksIn(text), [], text);
  });

  test('are found where their ending begins with a capital, unless it begins a sentence', () => {
    for (const text of ['dana.Vip', 'bit.Ly', 'mysite.Link', 'dana.Fans', 'mia.Com']) {
      assert.deepEqual(findLinks(text), [text]);
    }
  });

  test('weigh 23 on X wherever they stand; a mail address weighs what it is long', () => {
    const room = 'See . Bye'.length;
    assert.equal(countCharacters('See mia.studio. Bye', 'x'), room + 23);
    assert.equal(countCharacters('See https://mia.studio/a. Bye', 'x'), Math.max(29, room + 23));
    assert.equal(countCharacters('見てmia.studioへ', 'x'), 6 + 23);
    assert.equal(countCharacters('See mia@mia.studio. Bye', 'x'), 23);
    assert.equal(countCharacters('Mr.Smith at 9:30.Live', 'x'), 37);
  });

  test('are looked for in the time that a long text deserves', () => {
    for (const part of [
      'a.',
      'x\u0301',
      'က\u103A',
      'a+',
      'a-',
      'ab ',
      '見',
      'a.a ',
      'x@',
      '1.2.3.',
      ...['a dot ', 'a [dot] ', 'a [.]', 'a . ', 'a  ', 'ⓐ.', 'a․'],
      'http:/',
    ]) {
      assert.ok(processorMs(() => findLinks(part.repeat(20_000 / part.length))) < 1_000, part);
    }
  });
});
