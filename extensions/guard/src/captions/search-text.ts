/** Letters that Unicode doesn't take apart, though people type them without their stroke. */
const plainLetters: Readonly<Record<string, string>> = {
  ς: 'σ',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  æ: 'ae',
  œ: 'oe',
};

/**
 * A text as it's searched: without case, accents and punctuation, its words with one space between them. Symbols stay,
 * so that an emoji finds its captions; nothing in it means anything to SQL's `LIKE`.
 */
export function toSearchText(text: string): string {
  return (
    text
      .normalize('NFKD')
      // Accents, variants of emoji, what joins and what can't be seen.
      .replace(/[\p{M}\p{Cf}'’]/gu, '')
      // Upper case first: of ß it makes two letters, and one of both kinds of sigma.
      .toUpperCase()
      .toLowerCase()
      .replace(/[ςøłđæœ]/g, (letter) => plainLetters[letter] ?? letter)
      .replace(/[\p{P}\p{Z}\p{C}]+/gu, ' ')
      .trim()
  );
}
