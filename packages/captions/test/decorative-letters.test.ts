import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isExplicit, mentionsMinor } from '../src/screening/screen-text.ts';

const aboutMinors = [
  'teeᑎ',
  'ᑌᑎᗪeᖇᗩge',
  'ㄒ乇乇几 Ꮆㄖㄥᗪ',
  '丂匚卄ㄖㄖㄥᎶ丨尺ㄥ',
  '₮ɆɆ₦',
  'my ₭łĐ₴',
  'รςђ๏๏lﻮเгl',
  'tєєภ',
  'ƚҽҽɳ',
  '℘ཞɛɬɛɛŋ',
  'ⱦɇɇn',
  'schөөlgiяl',
  'υη∂єяαgє',
  'ᏖᏋᏋᏁᏕ',
  'ｲ乇乇刀 丂乇ｲ',
  'ረጎፕፕረቿ ኗጎዪረ',
  '꓄ꏂꏂꋊ',
  'ՏՇɧԾԾʅԳɿՐʅ',
  '𐌕𐌄𐌄𐌍',
  '𐍄𐌴𐌴𐌽𐍃',
  'uǝǝʇ',
  'ʇǝǝu',
  'sǝʇou ǝƃɐɹǝpun',
  '†een',
  'i am ⅩⅤ ყҽαɾʂ σʅԃ',
  "I'm 16 ᎩᏋᏗᏒᏕ ᎧᏝᎴ",
];

const harmless = [
  'ชุดใหม่ของฉันสวยมาก ขอบคุณทุกคน',
  'ስብስብ ፎቶዎች አዲስ ነው',
  'Նոր լուսանկարներ այսօր',
  'סט תמונות חדש הערב',
  'Новый сет уже здесь, жду тебя вечером',
  'Νέες φωτογραφίες απόψε μόνο για σένα',
  '新的照片集今晚上线',
  'ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ',
  'ᐃᓄᒃᑎᑐᑦ ᐅᖃᐅᓯᖅ',
  'イベントのノリがズレた、カメラのアイデアは刀のひみつ',
  'a new set for ₣15, ₩16 or ฿17',
  'only ₱14 ₦ 15 16₮',
  'ʌ new look, ʎay',
];

describe('letters of "fancy text"', () => {
  test('are read as the Latin ones that they stand for', () => {
    assert.deepEqual(
      aboutMinors.filter((topic) => !mentionsMinor(topic)),
      [],
    );
    assert.deepEqual(
      ['₣Ʉ₵₭ me', '尸ㄩ丂丂ㄚ', 'pᑌᔕᔕy', 'ʞɔnɟ'].filter((text) => !isExplicit(text)),
      [],
    );
  });

  test('are no disguise in words of their own scripts, nor beside a price', () => {
    assert.deepEqual(
      harmless.filter((topic) => mentionsMinor(topic) || isExplicit(topic)),
      [],
    );
  });
});
