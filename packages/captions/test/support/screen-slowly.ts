import { latinAges, mentionsYoungAge } from '../../src/screening/ages.ts';
import { agesByScript } from '../../src/screening/ages-by-script.ts';
import { withoutCounts } from '../../src/screening/counted-numbers.ts';
import { foldText } from '../../src/screening/fold-text.ts';
import {
  minorTermsByScript,
  minorTermsInLatin,
  nativeHarmlessPhrases,
} from '../../src/screening/minors-by-language.ts';
import {
  explicitTerms,
  harmlessExplicitPhrases,
  harmlessPairs,
  harmlessPhrases,
  harmlessSuggestivePhrases,
  minorTerms,
  partedExplicitWords,
  partedWords,
  suggestiveTerms,
} from '../../src/screening/terms.ts';

/** What screening finds where nothing is spared: every reading of a text is held against every pattern, one by one. */
export function screenSlowly(text: string) {
  const folded = foldText(text, (native) => without(native, nativeHarmlessPhrases));
  const native = folded.native.map((reading) => without(reading, harmlessPhrases));
  const readings = folded.readings.map((reading) => without(reading, harmlessPhrases));
  const ages = folded.ages.map((reading) => without(reading, harmlessPhrases));
  const ownReadings = foldText(text).readings;
  const isExplicit = ownReadings.some(isExplicitReading);
  return {
    mentionsMinor:
      native.some((reading) => finds([...minorTermsInLatin, ...minorTermsByScript], reading)) ||
      readings.some((reading) => finds(minorTerms, reading) || hasParted(reading, partedWords)) ||
      ages.some((reading) => finds(latinAges, withoutCounts(reading))) ||
      native.some((reading) => finds(agesByScript, reading)) ||
      mentionsYoungAge({ latin: ages, native }),
    isExplicit,
    isSuggestive:
      isExplicit ||
      ownReadings.some((reading) =>
        suggestiveTerms.test(without(reading, harmlessSuggestivePhrases)),
      ),
  };
}

function isExplicitReading(reading: string): boolean {
  const left = without(reading, harmlessExplicitPhrases);
  return finds(explicitTerms, left) || hasParted(left, partedExplicitWords);
}

function finds(terms: readonly RegExp[], text: string): boolean {
  return terms.some((term) => term.test(text));
}

function without(text: string, phrases: readonly RegExp[]): string {
  return phrases.reduce((left, phrase) => left.replace(phrase, ' _ '), text);
}

function hasParted(text: string, parted: ReadonlySet<string>): boolean {
  const words = text.split(' ');
  return words.slice(1).some((word, index) => {
    const first = words[index] ?? '';
    return parted.has(first + word) && !harmlessPairs.has(`${first} ${word}`);
  });
}
