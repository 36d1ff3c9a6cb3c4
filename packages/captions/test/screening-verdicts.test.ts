import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from '../../../test/support/properties.ts';
import { latinAges } from '../src/screening/ages.ts';
import { agesByScript } from '../src/screening/ages-by-script.ts';
import { foldText } from '../src/screening/fold-text.ts';
import {
  minorTermsByScript,
  minorTermsInLatin,
  nativeHarmlessPhrases,
} from '../src/screening/minors-by-language.ts';
import { plainWords } from '../src/screening/plain-text.ts';
import { isExplicit, isSuggestive, mentionsMinor } from '../src/screening/screen-text.ts';
import {
  explicitTerms,
  harmlessExplicitPhrases,
  harmlessPhrases,
  harmlessSuggestivePhrases,
  minorTerms,
  partedExplicitWords,
  partedWords,
  suggestiveTerms,
} from '../src/screening/terms.ts';
import { grown, underage } from './support/age-phrases.ts';
import { matchesOf } from './support/matches-of.ts';
import { realCaptions } from './support/real-captions.ts';
import { screenSlowly } from './support/screen-slowly.ts';

const patterns = [
  [latinAges, agesByScript, minorTermsByScript, minorTermsInLatin, minorTerms],
  [explicitTerms, suggestiveTerms, nativeHarmlessPhrases, harmlessPhrases],
  [harmlessExplicitPhrases, harmlessSuggestivePhrases],
].flat(2);
const phrases = [underage, grown].flatMap((lists) =>
  Object.values(lists).flatMap((list) => list.split('|')),
);
const parted = fc
  .tuple(fc.constantFrom(...partedWords, ...partedExplicitWords), fc.nat())
  .map(([word, at]) => `${word.slice(0, at % word.length)} ${word.slice(at % word.length)}`);
const found = fc.oneof(
  { weight: 4, arbitrary: fc.oneof(...patterns.map(matchesOf)) },
  { weight: 2, arbitrary: fc.constantFrom(...phrases) },
  { weight: 1, arbitrary: parted },
);

/** What a text is disguised or parted with, and what it usually holds. */
const disguises = {
  none: (text) => text,
  capital: (text) => text.toUpperCase(),
  wide: (text) =>
    text.replace(/[a-z]/g, (letter) => String.fromCodePoint(letter.charCodeAt(0) + 0xfee0)),
  mathematical: (text) =>
    text.replace(/[a-z]/g, (letter) => String.fromCodePoint(letter.charCodeAt(0) + 0x1d3b9)),
  cyrillic: (text) =>
    text.replace(/[aeo]/g, (letter) => ({ a: 'а', e: 'е', o: 'о' })[letter] ?? ''),
  accents: (text) => text.replace(/[aeiou]/g, '$&\u0301'),
  invisible: (text) => text.replace(/[a-z](?=[a-z])/, '$&\u200b'),
  soft: (text) => text.replace(/[a-z](?=[a-z])/g, '$&\u00ad'),
  joined: (text) => text.replace(/[a-z](?=[a-z])/, '$&\u200d'),
  parted: (text) => [...text].join(' '),
  hyphens: (text) => text.replace(/[a-z](?=[a-z])/g, '$&-'),
  apostrophe: (text) => text.replace(/[a-z](?=[a-z])/, "$&'"),
  emoji: (text) => text.replace(/[a-z](?=[a-z])/, '$&\u2764\ufe0f'),
  bang: (text) => text.replaceAll('i', '!'),
  leet: (text) => text.replaceAll('e', '3').replaceAll('s', '$'),
  drawnOut: (text) => text.replace(/[aeiou]/g, '$&$&$&'),
  points: (text) => text.replaceAll(' ', '. '),
  lines: (text) => text.replaceAll(' ', '\n'),
} satisfies Record<string, (text: string) => string>;
const disguised = fc
  .tuple(found, fc.oneof(fc.constant(disguises.none), fc.constantFrom(...Object.values(disguises))))
  .map(([text, disguise]) => disguise(text));
const otherWords =
  "my new|I'm|it is|page|18|for|the|of a|one|x|y'all|tonight!|y/o|caf\u00e9|ago|#newdrop";
const otherMarks = '\u{1F525}|\u{1F467}\u200d\u{1F466}|(|"|…|—|';
/** What stands beside it; the last of the marks is nothing at all. */
const around = fc.constantFrom(...otherWords.split('|'), ...otherMarks.split('|'));
const seam = fc.constantFrom(' ', ' ', ' ', '', '. ', ', ', "'", '’', '\n', '!', '-', '/', '_');
const text = fc
  .tuple(around, seam, disguised, seam, fc.oneof(around, disguised))
  .map((parts) => parts.join(''));

function screen(asked: string) {
  return {
    mentionsMinor: mentionsMinor(asked),
    isExplicit: isExplicit(asked),
    isSuggestive: isSuggestive(asked),
  };
}

describe('screening', () => {
  test('finds what each pattern finds by itself, in every disguise', () => {
    let plain = 0;
    let refused = 0;
    fc.assert(
      fc.property(text, (asked) => {
        const slowly = screenSlowly(asked);
        if (plainWords(asked) !== undefined) plain += 1;
        if (slowly.mentionsMinor || slowly.isExplicit) refused += 1;
        assert.deepEqual(screen(asked), slowly);
      }),
      { numRuns: 4_000 },
    );
    assert.ok(plain > 300 && refused > 1_500, `${plain} plain, ${refused} refused`);
  });

  test('finds the same in captions and topics of people', () => {
    for (const asked of [...realCaptions, ...phrases]) {
      assert.deepEqual(screen(asked), screenSlowly(asked), asked);
    }
  });
});

describe('the words of a plain text', () => {
  test('are the only reading that the text has', () => {
    let plain = 0;
    fc.assert(
      fc.property(text, (asked) => {
        const words = plainWords(asked);
        if (words === undefined) return;
        plain += 1;
        const { readings, ages, native } = foldText(asked);
        assert.deepEqual({ readings, ages }, { readings: [words], ages: [words] });
        for (const run of native.join(' ').match(/\p{L}+/gu) ?? []) assert.ok(words.includes(run));
      }),
      { numRuns: 4_000 },
    );
    assert.ok(plain > 300, `only ${plain}`);
  });

  test('stand apart where an emoji, a mark or an invisible character does', () => {
    for (let code = 0; code <= 0x1ffff; code += 1) {
      const character = String.fromCodePoint(code);
      const words = plainWords(`abc${character}def`);
      if (words === undefined) continue;
      const { readings, ages } = foldText(`abc${character}def`);
      const expected = { readings: [words], ages: [words] };
      assert.deepEqual({ readings, ages }, expected, `U+${code.toString(16)}`);
    }
  });
});
