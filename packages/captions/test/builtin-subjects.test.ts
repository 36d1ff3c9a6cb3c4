import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findHashtags } from '../src/caption-text.ts';
import { createBuiltinProvider, createCaptionWriter, lengths, platforms } from '../src/index.ts';
import { hashtagsByKind, linesByKind } from '../src/providers/builtin/lines-by-subject.ts';
import { readSubject } from '../src/providers/builtin/subject.ts';

const writer = createCaptionWriter({ provider: createBuiltinProvider(), timeoutMs: 10_000 });

/** Several captions of every platform and length about a topic. */
async function captionsAbout(topic: string, times = 3): Promise<string[]> {
  const captions: string[] = [];
  for (const platform of platforms)
    for (const length of lengths)
      for (let count = 0; count < times; count += 1)
        captions.push((await writer.write({ topic, platform, length })).caption);
  return captions;
}

test('a kind is read only from words that leave no doubt', () => {
  const kinds = (topics: string[]) => topics.map((topic) => readSubject(topic).kind);
  assert.deepEqual(
    kinds(['50% off this weekend', '$10 off all videos', 'summer sale tomorrow', 'beach trip']),
    ['sale', 'sale', 'sale', 'travel'],
  );
  const unsure = [
    'lazy weekend',
    'my day off',
    'bundle of joy',
    'no big deal',
    'DJ set',
    'tequila shots',
    'morning routine',
    'fashion show',
    'birthday party',
    'two glasses of wine',
    'love story',
    'being single',
    'my new look',
    'bank holiday',
    'dog training',
  ];
  assert.deepEqual(
    kinds(unsure),
    unsure.map(() => 'other'),
  );
});

test('a thing to come is not told as if it had been', async () => {
  for (const topic of ['50% off this weekend', 'beach trip next weekend', 'new photos tomorrow']) {
    for (const caption of await captionsAbout(topic)) {
      for (const line of [...linesByKind.travel, ...linesByKind.photos])
        assert.ok(!caption.includes(line), caption);
      for (const tag of [...hashtagsByKind.travel, ...hashtagsByKind.photos])
        assert.ok(!findHashtags(caption).includes(tag), caption);
    }
  }
});

test('where the kind is not sure, the hashtags are the words of the topic', async () => {
  const allowed = ['#lazysundaybrunch', '#lazy', '#sunday', '#brunch'];
  for (const caption of await captionsAbout('lazy Sunday brunch'))
    for (const tag of findHashtags(caption)) assert.ok(allowed.includes(tag), caption);
});

test('no determiner is put before words that have one or want none', async () => {
  const topics = [
    'behind the scenes of my gym shoot',
    'at home in my lingerie',
    "Mia's new video",
    'more photos',
    'all my new photos',
    'another new dress',
    'both of my tattoos',
  ];
  for (const topic of topics)
    for (const caption of await captionsAbout(topic))
      assert.doesNotMatch(
        caption,
        /\b(?:my|the|a) (?:behind|at home|Mia's|more|all|another|both)\b/iu,
      );
});

test('words beside an -ing or a verb are not taken for its object', () => {
  const forms = (topics: string[]) => topics.map((topic) => readSubject(topic).form);
  assert.deepEqual(
    forms(['swimming pool day', 'watch party', 'dance class', 'show time', 'baking a cake']),
    ['loose', 'loose', 'loose', 'loose', 'doing'],
  );
});
