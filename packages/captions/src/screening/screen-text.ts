import { mentionsYoungAge } from './ages.ts';
import { foldText } from './fold-text.ts';
import { nativeHarmlessPhrases, nativeMinorTerms } from './minors-by-language.ts';
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
  const folded = foldText(text, nativeHarmlessPhrases);
  const native = folded.native.map((reading) => withoutPhrases(reading, harmlessPhrases));
  return (
    native.some((reading) => nativeMinorTerms.some((term) => term.test(reading))) ||
    folded.readings.some((reading) => matches(reading, minorTerms, harmlessPhrases, partedWords)) ||
    mentionsYoungAge({
      latin: folded.ages.map((reading) => withoutPhrases(reading, harmlessPhrases)),
      native,
    })
  );
}

/** Whether a text is explicit rather than suggestive; found under the same disguises. */
export function isExplicit(text: string): boolean {
  return foldText(text).readings.some((reading) =>
    matches(reading, explicitTerms, harmlessExplicitPhrases, partedExplicitWords),
  );
}

/** Whether a text is at least suggestive; a spicy recipe and a nude lipstick aren't. */
export function isSuggestive(text: string): boolean {
  return (
    isExplicit(text) ||
    foldText(text).readings.some((reading) =>
      suggestiveTerms.test(withoutPhrases(reading, harmlessSuggestivePhrases)),
    )
  );
}

function matches(
  reading: string,
  terms: readonly RegExp[],
  phrases: readonly RegExp[],
  parted: readonly string[],
): boolean {
  const left = withoutPhrases(reading, phrases);
  return terms.some((term) => term.test(left)) || hasPartedWord(left, parted);
}

function withoutPhrases(text: string, phrases: readonly RegExp[]): string {
  let left = text;
  for (const phrase of phrases) left = left.replace(phrase, ' _ ');
  return left;
}

function hasPartedWord(text: string, parted: readonly string[]): boolean {
  const words = text.split(' ');
  return words.some((word, index) => {
    const next = words[index + 1];
    return (
      next !== undefined && parted.includes(word + next) && !harmlessPairs.has(`${word} ${next}`)
    );
  });
}
