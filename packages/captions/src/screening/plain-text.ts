import { rememberRecent } from '../remember-recent.ts';

/**
 * Texts that can be read in one way only: words of plain Latin letters, between them usual marks, spaces and emoji.
 * Most captions and topics are such texts, and screening them needs none of the work that disguises need.
 */

/** A text is asked about several times in a row. */
const mostRemembered = 4;

/**
 * The words of a text in lower case, parted by one space; nothing where any part might be read otherwise. What it gives
 * is the only reading that `foldText` has of the text, for words as for ages; letters that stand together in a native
 * reading stand together in it too.
 */
export const plainWords: (text: string) => string | undefined = rememberRecent(
  readPlain,
  mostRemembered,
);

/** Emoji that are no letter or digit in any form. */
const emoji = String.raw`\u2600-\u2767\u{1F300}-\u{1F64F}\u{1F680}-\u{1F6FF}\u{1F900}-\u{1F9FF}`;
/** What chooses an emoji's look or joins it to another. */
const joiners = String.raw`\uFE0F\u200D`;
/** A `!` before a letter may be an "i". */
const unusual = new RegExp(
  String.raw`[^A-Za-z \n,.?!:;()"#“”–—…*'’\/_\-${emoji}${joiners}]|!(?=[A-Za-z])|(?<![${emoji}${joiners}])[${joiners}]`,
  'u',
);

/** "y/o" and "y. o." are read as an age. */
const yearsOld = /y(?:\s?\/\s?o|\.\s?o\.)/;
/** Letters that stand apart may be one word. */
const apart = /(?<![a-z])[a-z][^a-z]+[a-z][^a-z]+[a-z](?![a-z])/;
const drawnOut = /([a-z])\1\1/;

function readPlain(text: string): string | undefined {
  if (unusual.test(text)) return undefined;
  const lower = text.toLowerCase();
  if (yearsOld.test(lower) || apart.test(lower)) return undefined;
  const words = lower
    .replace(/(?<=[a-z])['’](?=[a-z])/g, '')
    .replace(/[^a-z]+/g, ' ')
    .trim();
  return drawnOut.test(words) ? undefined : words;
}
