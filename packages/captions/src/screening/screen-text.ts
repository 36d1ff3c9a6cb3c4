import { foldText } from './fold-text.ts';
import {
  explicitTerms,
  harmlessExplicitPhrases,
  harmlessPairs,
  harmlessPhrases,
  minorTerms,
  nativeMinorTerms,
  partedExplicitWords,
  partedWords,
  suggestiveTerms,
} from './terms.ts';

/**
 * Whether a text points at a minor.
 *
 * Guarantees: the listed words are found in any case, width, alphabet look-alike, with digits or
 * signs for letters, with invisible characters, spread or split in two; a harmless phrase never
 * hides the rest of the text. Does not guarantee: languages beyond the list, hints without any
 * listed word, pictures. Where a reading is unsure, it says yes.
 */
export function mentionsMinor(text: string): boolean {
  const { native, readings } = foldText(text);
  return (
    nativeMinorTerms.some((term) => term.test(withoutPhrases(native, harmlessPhrases))) ||
    readings.some((reading) => matches(reading, minorTerms, harmlessPhrases, partedWords))
  );
}

/** Whether a text is explicit rather than suggestive; found under the same disguises. */
export function isExplicit(text: string): boolean {
  return foldText(text).readings.some((reading) =>
    matches(reading, explicitTerms, harmlessExplicitPhrases, partedExplicitWords),
  );
}

/** Whether a text is at least suggestive. */
export function isSuggestive(text: string): boolean {
  return (
    isExplicit(text) || foldText(text).readings.some((reading) => suggestiveTerms.test(reading))
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
