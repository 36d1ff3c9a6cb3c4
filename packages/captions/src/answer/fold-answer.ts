/**
 * A text as the patterns of this folder are held against it: lower case, straight apostrophes, no accents, single
 * spaces within lines. The patterns are folded in the same way, so both sides agree in every script.
 */
export function foldAnswer(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .normalize('NFC')
    .toLowerCase()
    .replaceAll('ı', 'i')
    .replace(/[\u2018\u2019\u02bc\u00b4`]/gu, "'")
    .replace(/[^\S\n]+/gu, ' ');
}

/** Letters of the scripts that separate words, folded. All of Unicode's would take seconds to compile. */
const letters = String.raw`a-z0-9_\u00df-\u024f\u0370-\u052f`;

/** The edge of a word; JavaScript's own `\b` knows ASCII only. */
const edge = `(?:(?<![${letters}])(?=[${letters}])|(?<=[${letters}])(?![${letters}]))`;

/** One expression from several sources, in which `\b`, `\w` and `\W` mean the letters of more scripts. */
export function anyOf(sources: readonly string[], flags = 'u'): RegExp {
  const source = sources
    .join('|')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .normalize('NFC')
    .replaceAll('ı', 'i');
  const everyScript = source
    .replaceAll('\\b', edge)
    .replaceAll('[\\w', `[${letters}`)
    .replaceAll('\\w', `[${letters}]`)
    .replaceAll('\\W', `[^${letters}]`);
  return new RegExp(everyScript, flags);
}
