import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from '../../../test/support/properties.ts';
import { latinAges } from '../src/screening/ages.ts';
import { agesByScript } from '../src/screening/ages-by-script.ts';
import { looksLikeAge } from '../src/screening/ages-in-english.ts';
import { foldText } from '../src/screening/fold-text.ts';
import {
  hasDigitOrForeignLetter,
  looksHarmlessNatively,
  looksLikeMinorNatively,
  minorTermsByScript,
  minorTermsInLatin,
  nativeHarmlessPhrases,
} from '../src/screening/minors-by-language.ts';
import {
  harmlessPhrases,
  looksHarmless,
  looksLikeMinor,
  minorTerms,
} from '../src/screening/terms.ts';
import { matchesOf } from './support/matches-of.ts';

/** What spares a text a list has to be in all that the list's patterns find, or something would be overlooked. */
describe('what spares a text a list', () => {
  for (const [name, spares, patterns] of [
    ['words for minors', looksLikeMinor, minorTerms],
    ['harmless phrases', looksHarmless, harmlessPhrases],
    ['harmless phrases of other languages', looksHarmlessNatively, nativeHarmlessPhrases],
    ['words for minors of other languages', looksLikeMinorNatively, minorTermsInLatin],
    ['words for minors of other scripts', hasDigitOrForeignLetter, minorTermsByScript],
    ['ages of other scripts', hasDigitOrForeignLetter, agesByScript],
  ] as const) {
    test(`is in everything that the list finds: ${name}`, () => {
      for (const pattern of patterns) {
        fc.assert(
          fc.property(matchesOf(pattern), (match) => {
            assert.match(match, spares, `of ${pattern.source.slice(0, 60)}`);
          }),
          { numRuns: 3000 },
        );
      }
    });
  }

  test('is in everything that the list finds: ages in Latin letters', () => {
    let found = 0;
    for (const age of latinAges) {
      const apart = new RegExp(age.source.replaceAll(String.raw`\b`, ' '));
      fc.assert(
        fc.property(matchesOf(apart), (made) => {
          const text = made.replace(/ +/g, ' ').trim();
          if (!age.test(text)) return;
          found += 1;
          assert.match(text, looksLikeAge, `of ${age.source.slice(0, 60)}`);
        }),
        { numRuns: 400 },
      );
    }
    assert.ok(found > 5_000, `only ${found} texts were ages`);
  });
});

describe('a folded text', () => {
  const word = fc.constantFrom(
    ...[
      'new',
      'photo',
      "it's",
      'p h o t o',
      'sooo',
      'up!',
      'caf\u00e9',
      '4ll',
      'h@t',
      '17',
      'l8r',
      'пapa',
      '見て',
      '$5',
      '🔥',
    ],
  );
  const joined = fc.array(word, { minLength: 1, maxLength: 6 }).map((words) => words.join(' '));

  test('is read no less where nothing in it stands for a letter', () => {
    fc.assert(
      fc.property(joined, (text) => {
        const alone = foldText(`${text} . end`);
        // Words that are read in every way there is, so that none is spared.
        const beside = foldText(`${text} . end жука q4q aaa`);
        for (const kind of ['native', 'readings', 'ages'] as const) {
          const found = beside[kind].map((reading) => reading.replace(/end.*/u, 'end'));
          for (const reading of found)
            assert.ok(alone[kind].includes(reading), `${kind}: ${reading}`);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
