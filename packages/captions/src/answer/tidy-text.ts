/**
 * A text in NFC, without control, invisible and text-reordering characters, and with at most one empty line in a
 * row and one space between words.
 */
export function tidyText(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?|[\u2028\u2029]/gu, '\n')
    .replace(
      /(?![\n\t])\p{Cc}|\uFFFD|[\u202A-\u202E\u2066-\u2069\u200B\u2060\uFEFF\u00AD\u{E0000}-\u{E001F}]/gu,
      '',
    )
    .normalize('NFC')
    .replace(/[ \t]*\n[ \t]*/gu, '\n')
    .replace(/\n{3,}/gu, '\n\n')
    .replace(/[ \t]{2,}/gu, ' ')
    .replaceAll('\t', ' ')
    .trim();
}
