import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkCaption, platforms } from '@genie-helper/captions/rules';
import { measureCaption } from '../src/pages/captions/measure-caption.ts';
import { rangeText, rulesText } from '../src/pages/captions/rules-text.ts';

const forX = { platform: 'x', length: 'short' } as const;

test('a caption that keeps to the rules has its counts and no problem', () => {
  const measure = measureCaption('New photo set is up. Which one is yours? #newset', forX);
  assert.deepEqual(measure.characters, { value: 48, range: { min: 0, max: 280 }, isKept: true });
  assert.equal(measure.hashtags.value, 1);
  assert.equal(measure.sentences.value, 2);
  assert.deepEqual(measure.problems, []);
});

test('each broken limit is marked on its count and said in words', () => {
  const long = measureCaption(`${'word '.repeat(60)}. #a1 #b2 #c3`, forX);
  assert.equal(long.characters.isKept, false);
  assert.equal(long.hashtags.isKept, false);
  assert.deepEqual(long.problems, [
    'Use at most 280 characters, hashtags included.',
    'Use at most 2 hashtags.',
  ]);
  const bare = measureCaption('A new one is up tonight. Come and see it.', { platform: 'tiktok' });
  assert.equal(bare.hashtags.isKept, false);
  assert.deepEqual(bare.problems, ['Use at least 1 hashtag.']);
});

test('characters are counted as the platform is held to them: an emoji weighs two on X', () => {
  assert.equal(measureCaption('👋🏽', forX).characters.value, 4);
  assert.equal(measureCaption('日本', forX).characters.value, 4);
  assert.equal(measureCaption('日本', { platform: 'reddit' }).characters.value, 2);
});

test('the number of hashtags that is shown is the one that the broken limit is held against', () => {
  const numbers = measureCaption('Tonight. #1 #2 #3', forX);
  assert.deepEqual([numbers.hashtags.value, numbers.hashtags.isKept], [3, false]);
  const one = measureCaption('See you tonight. #1', { platform: 'tiktok' });
  assert.deepEqual([one.hashtags.value, one.hashtags.isKept], [0, false]);
});

test('the page judges as the server does, also of a link that the topic brought', () => {
  const text = 'Read it at https://example.com/a today. Do you like it?';
  for (const request of [
    { platform: 'reddit', topic: 'my post https://example.com/a' },
    { platform: 'reddit', topic: 'my post' },
  ] as const) {
    const expected = checkCaption(text, request).map(({ reason }) => reason);
    assert.deepEqual(measureCaption(text, request).problems, expected);
  }
});

test('every platform has its rules in words', () => {
  for (const platform of platforms) {
    assert.match(rulesText(platform), /^At most [\d,]+ characters, .*(hashtag|link).*\.$/);
  }
  assert.equal(rulesText('instagram'), 'At most 2,200 characters, 3 to 5 hashtags, no link.');
  assert.equal(
    rulesText('reddit'),
    'At most 1,500 characters, no hashtag, only links from your topic, talks to the reader.',
  );
});

test('ranges are said as people say them', () => {
  assert.equal(rangeText({ min: 1, max: 1 }), '1');
  assert.equal(rangeText({ min: 0, max: 3 }), 'up to 3');
  assert.equal(rangeText({ min: 1, max: 4 }), '1 to 4');
});
