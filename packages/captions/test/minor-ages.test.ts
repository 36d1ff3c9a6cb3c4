import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { growth } from '../../../test/support/processor-time.ts';
import { isRefused } from '../src/caption-writer.ts';
import { checkCaption, createCaptionWriter } from '../src/index.ts';
import { foldText } from '../src/screening/fold-text.ts';
import { isExplicit, isSuggestive, mentionsMinor } from '../src/screening/screen-text.ts';
import { grown, suggestiveWithMinors, tastes, underage } from './support/age-phrases.ts';
import { scriptedProvider } from './support/scripted-provider.ts';

const phrasesOf = (lists: Readonly<Record<string, string>>) =>
  Object.entries(lists).map(([kind, list]) => [kind, list.split('|')] as const);

describe('who is under eighteen', () => {
  for (const [kind, phrases] of phrasesOf(underage)) {
    test(`is found in every phrase: ${kind}`, () => {
      assert.deepEqual(
        phrases.filter((phrase) => !mentionsMinor(phrase)),
        [],
      );
    });

    test(`is found within a longer topic: ${kind}`, () => {
      const within = phrases.map((phrase) => `New set tonight! (${phrase}). Come and see it`);
      const missed = within.filter((topic) => !mentionsMinor(topic));
      // A phrase whose meaning hangs on standing alone, such as a single word, may be one in twenty.
      assert.ok(missed.length <= phrases.length / 20, missed.join(' | '));
    });
  }

  for (const [kind, phrases] of phrasesOf(grown)) {
    test(`is not found where nobody is: ${kind}`, () => {
      assert.deepEqual(
        phrases.filter((phrase) => mentionsMinor(phrase)),
        [],
      );
    });
  }

  test('is found on both sides of a harmless phrase', () => {
    for (const harmless of phrasesOf(grown).flatMap(([, phrases]) => phrases)) {
      assert.ok(mentionsMinor(`15yo. ${harmless}`), harmless);
      assert.ok(mentionsMinor(`${harmless}. She is 15 years old`), harmless);
    }
  });
});

describe('a family topic', () => {
  test('passes on other platforms and is refused on adult ones', () => {
    for (const topic of tastes.split('|')) {
      const request = { topic, tone: 'warm', length: 'medium' } as const;
      assert.equal(isRefused({ ...request, platform: 'youtube' }), false, topic);
      assert.equal(isRefused({ ...request, platform: 'onlyfans' }), true, topic);
    }
  });

  test('is refused everywhere once it is suggestive', () => {
    for (const topic of suggestiveWithMinors.split('|')) {
      const request = { topic, tone: 'warm', length: 'medium' } as const;
      assert.equal(isRefused({ ...request, platform: 'youtube' }), true, topic);
    }
    const spicy = { topic: 'kid-friendly recipe', tone: 'spicy', length: 'medium' } as const;
    assert.equal(isRefused({ ...spicy, platform: 'youtube' }), true);
  });

  test('gets no suggestive caption, whatever the model answers', async () => {
    const codes = (caption: string, topic: string) =>
      checkCaption(caption, { platform: 'x', length: 'short', topic }).map(({ code }) => code);
    assert.deepEqual(codes('What a sexy night.', 'a picnic with my kids'), ['minors']);
    assert.deepEqual(codes('My kids say it looks sexy.', 'a picnic'), ['minors']);
    assert.deepEqual(codes('What a lovely day.', 'a picnic with my kids'), []);
    assert.deepEqual(codes('What a sexy night.', 'a picnic'), []);
    const provider = scriptedProvider('So sexy today.');
    const writer = createCaptionWriter({ provider, timeoutMs: 10_000 });
    await assert.rejects(
      writer.write({ platform: 'x', length: 'short', topic: 'my 15 year old niece', tone: 'warm' }),
      { code: 'captions.model_failed' },
    );
  });

  test('is written of on no adult platform by a model that names an age', async () => {
    for (const caption of ['She is only 15.', 'Sie ist 16 Jahre alt.', '16歳です。']) {
      const codes = checkCaption(caption, { length: 'short' }).map(({ code }) => code);
      assert.ok(codes.includes('minors'), caption);
    }
  });
});

describe('the work of screening', () => {
  test('a character grows to four at most, whatever its compatibility form', () => {
    for (const character of [
      '\ufdfa',
      '\ufdfb',
      '\u33ff',
      '㌀',
      '㍿',
      '⑽',
      'ﬃ',
      '…',
      '½',
      '\u0344',
    ]) {
      const { native, readings, ages } = foldText(character.repeat(500));
      for (const text of [...native, ...readings, ...ages])
        assert.ok(text.length <= 500 * 6, `${character}: ${text.length}`);
    }
  });

  test('grows with the length of a text, not with its square', () => {
    for (const part of [
      ...['a', '1', ' ', '.', '1.', '1 ', 'a ', '15 new ', 'like ', 'not ', 'under ', 'im just '],
      ...[
        'twenty ',
        'one ',
        'spicy ',
        'recipe ',
        'recipe is spicy ',
        'school',
        '$1',
        '1,',
        'ten y ',
      ],
      ...[
        'born in a ',
        'школьн',
        'мне ',
        'до 1',
        '十',
        '我是',
        'j',
        '열',
        '\ufdfa',
        '🇹',
        'kid',
        'f',
      ],
      ...['a.a', "a'", '-', '1/', '1 7 ', 'girl ', 'minor ', 'age of ', 'sixth ', 'fifteen', '4'],
    ]) {
      const times = growth((length) => screen(part.repeat(length / part.length)), 400, 6_000);
      assert.ok(times < 5, `${JSON.stringify(part)}: ${times} times`);
    }
  });
});

function screen(text: string): void {
  for (const mentions of [mentionsMinor, isExplicit, isSuggestive]) mentions(text);
}
