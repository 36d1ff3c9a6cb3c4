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
  const words = [...whole.matchAll(/\S+/gu)];
  for (let count = words.length - 1; count > 0; count -= 1) {
    const word = words[count - 1];
    if (!word) continue;
    const cut = close(whole.slice(0, word.index + word[0].length));
    if (cut !== '' && fits(cut)) return cut;
  }
  const first = words[0]?.[0] ?? '';
  return /[#＃@/]/u.test(first) ? '' : cutAtGrapheme(first, fits);
}

function cutAtGrapheme(word: string, fits: (text: string) => boolean): string {
  const parts = [...graphemes.segment(word)].map(({ segment }) => segment);
  for (let count = parts.length - 1; count > 0; count -= 1) {
    const cut = `${parts.slice(0, count).join('')}…`;
    if (fits(cut)) return cut;
  }
  return '';
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
