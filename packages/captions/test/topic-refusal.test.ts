import assert from 'node:assert/strict';
import { test } from 'node:test';
import { processorMs } from '../../../test/support/processor-time.ts';
import { CaptionError, createCaptionWriter, type Platform } from '../src/index.ts';
import { isExplicit, mentionsMinor } from '../src/screening/screen-text.ts';
import { scriptedProvider } from './support/scripted-provider.ts';

const aboutMinors = [
  'teen',
  'TEENS',
  't e e n pics',
  't.e.e.n',
  't-e-e-n-s',
  'T33N',
  'te\u200ben',
  'te\u00aden',
  'te\u2060en',
  'te\u0000en',
  'tееn (Cyrillic)',
  '𝓽𝓮𝓮𝓷',
  '🇹🇪🇪🇳',
  '🆃🅴🅴🅽',
  'ｔｅｅｎ',
  'tèén',
  'te en',
  'teeeeeen girl',
  'teenslut',
  'preteens',
  'my teenage years',
  'schoolgirl cosplay',
  'sch00l g1rl',
  'school uniform',
  'barely legal',
  'barely18',
  'l0l1',
  '1oli',
  'shota',
  'k1ds',
  'kid',
  'ch!ld',
  'ch1ld',
  'children',
  'un derage',
  'under-age',
  "I'm 16",
  "she's fifteen and ready",
  'turning 17',
  '14 year old',
  '14-year-old',
  'fourteen years old',
  '13yo',
  '15 y/o',
  '16 yrs old',
  'f15',
  '17f',
  'under 18',
  'u18',
  'turning 18',
  'almost 18',
  'just turned 18',
  'my little sister',
  "daddy's little girl",
  'young girl',
  'sweet sixteen',
  '7th grader',
  'high school crush',
  'stepdaughter',
  'my daughter',
  'babysitter',
  'ageplay',
  'a minor',
  'minors',
  'mi nor',
  'jailbait',
  'jailb8',
  'p3do',
  'toddlers',
  'my newborn',
  'adolescent',
  'when I was 14',
  '16th birthday',
  'no minors, except my niece',
  'kid gloves for my kid',
  '12 year old dog girl',
  '14 year old photos',
  '15 year old guitar player',
  '16m looking',
  '18+ only: 15 year old',
  'niña',
  'menor de edad',
  'mineure',
  'minderjährig',
  'novinha',
  '未成年',
  '萝莉',
  'ロリ',
  '女子高生',
  '미성년자',
  'школьница',
  'قاصر',
  'קטינה',
];

const harmless = [
  'new photo set',
  'kid gloves',
  'small business',
  'new baby-blue dress',
  'goat kid',
  'just kidding',
  'no kidding',
  'lunch at the canteen',
  'nineteen',
  'thirteen new photos',
  'fifteen minutes with me',
  "I'm 5 minutes away",
  `I'm 5'4"`,
  "I'm 10/10 today",
  '16 new photos',
  'top 10 of 17',
  '1 year anniversary',
  'my 12 year old whisky collection',
  'old school hip hop',
  'baby oil',
  'hey baby',
  'babydoll lingerie',
  'minor update to my schedule',
  'a song in B minor',
  '18+ only, no minors',
  'minors DNI',
  'wild child',
  'childproof',
  'teeny tiny bikini',
  'teenage mutant ninja turtles cosplay',
  'my inner child',
  "I'm 18",
  '19 years old',
  "I'm 25 and thriving",
  '21st birthday',
  'lol I love it',
  'hello lipstick',
  'Dickens',
  'my page turned 5',
  'only 16 spots left',
  'velveteen dress',
  'college student life',
  'young and free',
  'little black dress',
  'my little secret',
  'childish gambino',
  'at 17:00 tonight',
  '15% off',
  'fountain of youth',
  'girls night',
  'boys will stare',
  'petite',
  'Springsteen',
  'kindness',
  'Kidman',
  'season 3',
  'you are one and only',
  'thank you for 15m views',
  'my 12 year old dog and I',
  'dinner with 15 friends',
  "we're one",
  'my new school of thought',
  '30th birthday',
  'born in 1999',
  'size 14 dress',
  'iPhone 15',
  'day 12 of posting',
  'chapter 16',
];

test('finds minors in every disguise of the table', () => {
  assert.deepEqual(
    aboutMinors.filter((topic) => !mentionsMinor(topic)),
    [],
  );
});

test('lets harmless topics with the same words pass', () => {
  assert.deepEqual(
    harmless.filter((topic) => mentionsMinor(topic)),
    [],
  );
});

test('refuses minors in topic, tone or name on adult platforms before it calls a provider', async () => {
  const provider = scriptedProvider('Never seen.');
  const writer = createCaptionWriter({ provider, timeoutMs: 1000 });
  for (const platform of ['onlyfans', 'fansly', undefined] as (Platform | undefined)[]) {
    for (const request of [
      { topic: 'teen night' },
      { tone: 'like a little girl' },
      { platformUsername: 'sexy_teen_x' },
      { topic: 'new l', tone: 'oli set' },
      { topic: 'te', tone: 'en' },
    ]) {
      await assert.rejects(writer.write({ platform, ...request }), {
        code: 'captions.topic_refused',
      });
    }
  }
  assert.equal(provider.calls.length, 0);
});

test('elsewhere a family topic passes, and refuses as soon as the request is suggestive', async () => {
  const provider = scriptedProvider(
    'We had a lovely picnic today. Everyone came home tired and I loved it.',
  );
  const writer = createCaptionWriter({ provider, timeoutMs: 1000 });
  assert.equal(
    (await writer.write({ platform: 'x', topic: 'picnic with my kids', tone: 'warm' })).platform,
    'x',
  );
  for (const request of [
    { topic: 'teen night', tone: 'sexy' },
    { topic: 'schoolgirl lingerie' },
    { topic: 'k1d5 n4k3d' },
  ]) {
    await assert.rejects(writer.write({ platform: 'x', ...request }), {
      code: 'captions.topic_refused',
    });
  }
  assert.equal(provider.calls.length, 1);
});

test('finds explicit words in disguise and leaves look-alikes alone', () => {
  const explicit = [
    'fuck me',
    'f.u.c.k',
    'fučk',
    'p u s s y',
    'c0ck',
    'pu55y',
    'blow job',
    'nipples',
    'sex tape',
    'cumming',
    'a$$',
    'd1ck',
    'pus sy',
    'ｐｏｒｎ',
    'horny',
  ];
  const fine = [
    'cocktail hour',
    'Dickens',
    'cumin',
    'kick-ass',
    'sexy',
    'Scunthorpe',
    'analysis',
    'magna cum laude',
    'assassin',
    'classy',
    'peacock',
    'Essex',
    'document',
    'Titanic',
    'naughty',
  ];
  assert.deepEqual(
    explicit.filter((text) => !isExplicit(text)),
    [],
  );
  assert.deepEqual(
    fine.filter((text) => isExplicit(text)),
    [],
  );
});

test('the refusal says nothing of the topic', async () => {
  const writer = createCaptionWriter({ provider: scriptedProvider(''), timeoutMs: 1000 });
  const error = await writer
    .write({ topic: 'jailbait secretword' })
    .catch((thrown: unknown) => thrown);
  assert.ok(error instanceof CaptionError);
  assert.doesNotMatch(`${error.message} ${error.detail}`, /secretword|jailbait/);
});

test('reads a long hostile topic in bounded time', () => {
  const topics = [
    'a '.repeat(250),
    't\u200b'.repeat(250),
    '@1!|'.repeat(125),
    'minor '.repeat(83),
    '1'.repeat(500),
    'a.'.repeat(250),
  ];
  assert.ok(processorMs(() => topics.forEach((topic) => void mentionsMinor(topic))) < 2_000);
});

test('reads circled digits, and letters of any alphabet that look like Latin ones', () => {
  const disguised = [
    'she is ⓵⓹ years old',
    'she is 1⓹ years old',
    '⓵⓺ y/o',
    'ΤΕΕΝ girl',
    'ΤΗΙRΤΕΕΝ ΥΕΑRS ΟLD',
    'ꓢꓚꓧꓳꓳꓡꓖꓲꓣꓡ',
    'ꓔꓰꓰꓠ girl',
    'ᎢᎬᎬN girl',
    'ⲦⲈⲈⲚ girl',
    'ŧeeɲ girl',
    'ƫɇɇƞ girl',
  ];
  assert.deepEqual(
    disguised.filter((topic) => !mentionsMinor(topic)),
    [],
  );
  assert.equal(isExplicit('ΡUΝΑNΙ ΡΗΟΤΟ'), false);
  assert.equal(isExplicit('ꓝꓴꓚꓗ me'), true);
  const harmless = ['Νέα φωτογραφία από το νησί', 'Μόλις ανέβασα κάτι νέο', 'ⓐ new ⓵⓪⓪ photos'];
  assert.deepEqual(
    harmless.filter((topic) => mentionsMinor(topic)),
    [],
  );
});
