import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findHashtags } from '../src/caption-text.ts';
import {
  checkCaption,
  createBuiltinProvider,
  createCaptionWriter,
  lengths,
  platforms,
} from '../src/index.ts';
import { type Language, languageOf } from '../src/providers/builtin/language.ts';
import { linesByLanguage } from '../src/providers/builtin/lines-by-language.ts';
import { isExplicit, mentionsMinor } from '../src/screening/screen-text.ts';

const writer = createCaptionWriter({ provider: createBuiltinProvider(), timeoutMs: 10_000 });

const topicsByLanguage: Readonly<Record<Exclude<Language, 'en'>, readonly string[]>> = {
  es: [
    'nuevas fotos en la playa',
    '¿Qué os parece mi pelo?',
    'sesión de fotos en lencería',
    'detrás de las cámaras de mi sesión',
    '20% de descuento este fin de semana',
    'noche de gym',
    'hoy directo a las 8',
  ],
  pt: ['novas fotos na praia', 'treino de hoje na academia', 'bastidores do meu ensaio'],
  fr: ["nouvelles photos de l'été", 'dans les coulisses de ma séance', 'live ce soir à 20h'],
  de: [
    'Neue Bilder vom Strand',
    'mein neues Video',
    'heute Abend live',
    '50 % Rabatt am Wochenende',
  ],
  it: ['nuove foto dalla spiaggia', 'dietro le quinte del mio servizio', 'sconto del 20% oggi'],
  other: [
    '新しい写真セット',
    'عرض جديد اليوم',
    'новые фото с пляжа',
    '새 사진 세트',
    'नई तस्वीरें',
    'nowe zdjęcia z plaży',
    'yeni fotoğraflar',
    'nieuwe foto’s van het strand',
    'nya bilder idag',
  ],
};

const english = [
  'leg day',
  'new photo set',
  'my trip to Los Angeles',
  'Las Vegas weekend',
  'Cinco de Mayo party',
  'jalapeño recipe',
  'La La Land night',
  'café date',
  'a night in São Paulo',
  'Beyoncé concert',
  'fiesta at my place',
  'I love 東京 so much',
  'Zumba',
  '50% off this weekend',
  'behind the scenes of my gym shoot',
  '🔥🔥🔥',
  '',
];

/** Words that only the English lines have, apart from the name of Fansly's button. */
const englishLine =
  /\b(?:the|you|your|you're|today|i'm|my|is|it|come|say|tell|comments|replies|heads|mood|creator|contentcreator|creatorlife)\b/iu;

test('the language of a topic is told by its script and its words', () => {
  for (const [language, topics] of Object.entries(topicsByLanguage))
    for (const topic of topics) assert.equal(languageOf(topic), language, topic);
  for (const topic of english) assert.equal(languageOf(topic), 'en', topic);
});

test('no English line stands around a topic in another language, and every rule holds', async () => {
  for (const topic of Object.values(topicsByLanguage).flat()) {
    for (const platform of platforms) {
      for (const length of lengths) {
        const request = { topic, platform, length };
        const { caption } = await writer.write(request);
        assert.deepEqual(checkCaption(caption, request), [], caption);
        assert.doesNotMatch(caption, englishLine);
      }
    }
  }
});

test('a topic in another language is found again in its captions and hashtags', async () => {
  for (const [topic, tags] of [
    ['nuevas fotos en la playa', ['#fotos', '#playa']],
    ['新しい写真セット', ['#新しい写真セット', '#写真']],
    ['नई तस्वीरें', ['#नईतस्वीरें', '#तस्वीरें']],
  ] as const) {
    const { caption } = await writer.write({ topic, platform: 'instagram' });
    assert.ok(caption.toLowerCase().includes(topic), caption);
    for (const tag of tags) assert.ok(findHashtags(caption).includes(tag), caption);
  }
});

test('a topic that cannot be used leaves lines of its language', async () => {
  const long = `fotos de la playa ${'y de las noches '.repeat(20)}`;
  for (const platform of platforms) {
    const { caption } = await writer.write({ topic: long, platform });
    assert.doesNotMatch(caption, englishLine);
  }
});

test('no line of another language is explicit or mentions a minor', () => {
  for (const lines of Object.values(linesByLanguage)) {
    for (const line of Object.values(lines).flat()) {
      assert.equal(isExplicit(line), false, line);
      assert.equal(mentionsMinor(line), false, line);
    }
  }
});
