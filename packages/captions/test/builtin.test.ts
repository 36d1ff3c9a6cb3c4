import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from '../../../test/support/properties.ts';
import { resolveRequest } from '../src/caption-request.ts';
import { isRefused } from '../src/caption-writer.ts';
import {
  checkCaption,
  createBuiltinProvider,
  createCaptionWriter,
  lengths,
  platforms,
} from '../src/index.ts';
import { readSubject } from '../src/providers/builtin/subject.ts';
import { voiceFor } from '../src/providers/builtin/tones.ts';
import { allRequests, tones } from './support/requests.ts';

const writer = createCaptionWriter({ provider: createBuiltinProvider(), timeoutMs: 10_000 });

test('over 1,000 captions on all platforms, lengths and tones break no rule', async () => {
  let count = 0;
  for (const request of allRequests()) {
    const { caption, model, platform } = await writer.write(request);
    assert.deepEqual(
      checkCaption(caption, request),
      [],
      `${caption} for ${JSON.stringify(request)}`,
    );
    assert.deepEqual([model, platform], ['builtin', request.platform]);
    count += 1;
  }
  assert.ok(count >= 1000, `only ${count} captions`);
});

test('the rules of the platforms hold for ordinary topics, counted by simpler means', async () => {
  for (const platform of platforms) {
    for (const length of lengths) {
      for (const tone of tones) {
        const { caption } = await writer.write({ platform, length, tone, topic: 'new photo set' });
        const tags = caption.match(/#\w+/g)?.length ?? 0;
        const sentences = caption
          .replace(/#\w+/g, '')
          .split(/[.!?]+(?:\s|$)/)
          .filter((s) => /\w/.test(s)).length;
        const say = `${platform} ${length} ${tone}: ${caption}`;
        if (platform === 'x') assert.ok(caption.length <= 280, say);
        if (platform === 'snapchat') assert.ok(caption.length <= 30, say);
        if (platform === 'tiktok') assert.ok(caption.length <= 150 && tags >= 1 && tags <= 4, say);
        if (platform === 'instagram') assert.ok(tags >= 3 && tags <= 5, say);
        if (platform === 'reddit') assert.ok(!caption.includes('#'), say);
        if (platform === 'fansly') assert.match(caption, /subscribe/i);
        if (platform === 'onlyfans') assert.ok(sentences >= 1 && sentences <= 3, say);
        if (!['snapchat', 'onlyfans'].includes(platform)) {
          const [min, max] = { short: [1, 2], medium: [2, 4], long: [4, 8] }[length] as [
            number,
            number,
          ];
          assert.ok(sentences >= min && sentences <= max, say);
        }
      }
    }
  }
});

test('any unicode topic, tone and name gives a caption that breaks no rule, or is refused', async () => {
  const text = (maxLength: number) =>
    fc.oneof(
      fc.string({ unit: 'binary', maxLength }),
      fc.string({ unit: 'grapheme', maxLength }),
      fc.string({ maxLength }),
    );
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        platform: fc.constantFrom(...platforms),
        length: fc.constantFrom(...lengths),
        topic: text(500),
        tone: text(60),
        platformUsername: text(60),
      }),
      async (request) => {
        fc.pre(!isRefused(resolveRequest(request)));
        const { caption } = await writer.write(request);
        assert.deepEqual(checkCaption(caption, request), []);
        assert.ok(caption.isWellFormed());
      },
    ),
    { numRuns: 300 },
  );
});

test('a topic is found again in its caption, in words that fit the sentence', async () => {
  for (const topic of ['new photo set', 'gym selfies', 'beach trip', 'red dress', 'leg day']) {
    const { caption } = await writer.write({ platform: 'fansly', topic });
    assert.match(caption.toLowerCase(), new RegExp(topic, 'u'));
  }
});

test('one request gives many captions, and a fixed random source the same one', async () => {
  const request = { platform: 'onlyfans', topic: 'new photo set', length: 'medium' } as const;
  const many = new Set<string>();
  for (let count = 0; count < 50; count += 1) many.add((await writer.write(request)).caption);
  assert.ok(many.size >= 30, `${many.size} of 50 differ`);
  const fixed = () =>
    createCaptionWriter({
      provider: createBuiltinProvider({ random: sequence() }),
      timeoutMs: 10_000,
    });
  assert.equal((await fixed().write(request)).caption, (await fixed().write(request)).caption);
});

test('repeats no explicit word and no link of the topic where none may be', async () => {
  for (const topic of ['my fucking wet pussy video', 'see https://example.com/me']) {
    for (const platform of platforms) {
      const { caption } = await writer.write({ platform, topic });
      assert.doesNotMatch(caption, /fuck|pussy/i);
      if (platform === 'onlyfans' || platform === 'fansly') assert.doesNotMatch(caption, /example/);
    }
  }
});

test('an unknown tone gets the nearest voice, or the neutral one', () => {
  assert.deepEqual(
    [
      'Playful',
      'super flirty & fun',
      'Sassy boss',
      'heartfelt',
      'SARCASTIC',
      'dark and moody',
      'hyped up',
      'zxqv',
      '',
      '🔥',
    ].map(voiceFor),
    [
      'playful',
      'flirty',
      'bold',
      'warm',
      'funny',
      'mysterious',
      'excited',
      'casual',
      'casual',
      'casual',
    ],
  );
});

test('topics are read by the grammar they come in', () => {
  const forms = (topics: string[]) => topics.map((topic) => readSubject(topic).form);
  assert.deepEqual(
    forms([
      'new photo set',
      'red dress',
      'live stream tonight',
      'beach trip',
      'feeling cute',
      'going to the gym',
      'thank my fans',
      'leg day',
      'I got a dog',
    ]),
    ['post', 'worn', 'event', 'mine', 'mood', 'doing', 'to', 'loose', 'said'],
  );
});

function sequence(): () => number {
  let seed = 7;
  return () => {
    seed = (seed * 16807) % 2147483647;
    return seed / 2147483647;
  };
}
