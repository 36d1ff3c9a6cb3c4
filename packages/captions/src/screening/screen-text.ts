import { mentionsYoungAge } from './ages.ts';
import { looksLikeAge } from './ages-in-english.ts';
import { foldText, latinReadings } from './fold-text.ts';
import {
  harmlessWordsNatively,
  hasDigitOrForeignLetter,
  looksHarmlessNatively,
  looksLikeMinorNatively,
  minorTermsByScript,
  minorTermsInLatin,
  nativeHarmlessPhrases,
} from './minors-by-language.ts';
import { plainWords } from './plain-text.ts';
import {
  explicitTerms,
  harmlessExplicitPhrases,
  harmlessPairs,
  harmlessPhrases,
  harmlessSuggestivePhrases,
  looksHarmless,
  looksLikeMinor,
  minorTerms,
  partedExplicitWords,
  partedWords,
  suggestiveTerms,
} from './terms.ts';

/**
 * Whether a text points at a minor.
 *
 * Guarantees: the listed words, and ages under eighteen in digits and words, are found in any case,
 * width, alphabet look-alike, with digits or signs for letters, with invisible characters, spread or
 * split in two; a harmless phrase never hides the rest of the text; the time is linear in the length.
 * Does not guarantee: languages beyond the lists, hints without any listed word, pictures. Where a
 * reading is unsure, it says yes.
 */
export function mentionsMinor(text: string): boolean {
  const words = plainWords(text);
  if (
    words !== undefined &&
    !signsOfMinors.some((sign) => sign.test(words)) &&
    !hasPartedWord(words, partedWords)
  ) {
    return false;
  }
  const folded = foldText(text, withoutNativeHarmless);
  const native = folded.native.map(withoutHarmless);
  return (
    native.some(isNativeMinor) ||
    folded.readings.map(withoutHarmless).some(isMinor) ||
    mentionsYoungAge({ latin: folded.ages.map(withoutHarmless), native })
  );
}

/**
 * What everything has that any list below finds in plain words, or takes out of them: where all of it is missing, no list
 * finds anything. Each is tried by itself, for one pattern with so many alternatives takes ten times as long.
 */
const signsOfMinors: readonly RegExp[] = [
  looksHarmless,
  looksLikeMinor,
  looksLikeMinorNatively,
  looksLikeAge,
  new RegExp(harmlessWordsNatively),
];

function isNativeMinor(reading: string): boolean {
  const finds = (term: RegExp) => term.test(reading);
  return (
    (looksLikeMinorNatively.test(reading) && minorTermsInLatin.some(finds)) ||
    (hasDigitOrForeignLetter.test(reading) && minorTermsByScript.some(finds))
  );
}

function isMinor(reading: string): boolean {
  return (
    (looksLikeMinor.test(reading) && minorTerms.some((term) => term.test(reading))) ||
    hasPartedWord(reading, partedWords)
  );
}

function withoutNativeHarmless(text: string): string {
  return looksHarmlessNatively.test(text) ? withoutPhrases(text, nativeHarmlessPhrases) : text;
}

function withoutHarmless(reading: string): string {
  return looksHarmless.test(reading) ? withoutPhrases(reading, harmlessPhrases) : reading;
}

/** Whether a text is explicit rather than suggestive; found under the same disguises. */
export function isExplicit(text: string): boolean {
  return latinReadings(text).some(isExplicitReading);
}

/** Whether a text is at least suggestive; a spicy recipe and a nude lipstick aren't. */
export function isSuggestive(text: string): boolean {
  return latinReadings(text).some(
    (reading) =>
      isExplicitReading(reading) ||
      (suggestiveTerms.test(reading) &&
        suggestiveTerms.test(withoutPhrases(reading, harmlessSuggestivePhrases))),
  );
}

function isExplicitReading(reading: string): boolean {
  return findsExplicit(reading) && findsExplicit(withoutPhrases(reading, harmlessExplicitPhrases));
}

/** One pattern for all terms: a text is gone through once. */
const anyExplicit = new RegExp(explicitTerms.map(({ source }) => source).join('|'));

function findsExplicit(reading: string): boolean {
  return anyExplicit.test(reading) || hasPartedWord(reading, partedExplicitWords);
}

function withoutPhrases(text: string, phrases: readonly RegExp[]): string {
  let left = text;
  for (const phrase of phrases) left = left.replace(phrase, ' _ ');
  return left;
}

function hasPartedWord(text: string, parted: ReadonlySet<string>): boolean {
  const words = text.split(' ');
  return words.some((word, index) => {
    const next = words[index + 1];
    return next !== undefined && parted.has(word + next) && !harmlessPairs.has(`${word} ${next}`);
  });
}
