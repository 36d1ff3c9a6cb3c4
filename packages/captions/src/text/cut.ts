const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * The longest start of the text that `fits` accepts, ending at a word boundary and marked with
 * `…`; the text itself if it fits as it is. Never ends inside a hashtag, a link or a grapheme.
 * A single word too long for the room (or writing without spaces) is cut between graphemes,
 * unless it is a hashtag or an `@name`. Gives '' if nothing fits.
 */
export function cutAtWord(text: string, fits: (text: string) => boolean): string {
  const whole = text.trim();
  if (fits(whole)) return whole;
  const words = [...whole.matchAll(/\S+/gu)].map((word) => word.index + word[0].length);
  const cut = longest(words.length - 1, (count) => close(whole.slice(0, words[count - 1])), fits);
  if (cut !== '') return cut;
  const first = whole.slice(0, words[0]);
  if (/[#＃@/]/u.test(first)) return '';
  const parts = [...graphemes.segment(first)].map(({ index }) => index);
  return longest(parts.length - 1, (count) => `${first.slice(0, parts[count])}…`, fits);
}

/** The longest fitting start of at most `most` units, found by halving; '' if none fits. */
function longest(
  most: number,
  start: (count: number) => string,
  fits: (text: string) => boolean,
): string {
  let low = 0;
  let high = most;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(start(middle))) low = middle;
    else high = middle - 1;
  }
  return low === 0 ? '' : start(low);
}

const hanging = /[\s,;:–—(&+-]+$/u;
const danglingWord =
  /\s(?:a|an|the|and|or|but|of|to|in|on|at|for|with|from|by|my|your|is|are|it's|that|so)$/iu;

/** Ends a cut text: nothing hanging, and `…` unless it already ends as a sentence. */
function close(start: string): string {
  let text = start.replace(hanging, '');
  while (danglingWord.test(text)) text = text.replace(danglingWord, '').replace(hanging, '');
  if (text === '') return '';
  return /[.!?…。！？]["'”’)]*$/u.test(text) || /[#＃@]\S*$|\p{Extended_Pictographic}$/u.test(text)
    ? text
    : `${text}…`;
}
