import type { Platform } from './platform-rules.ts';

const topLevels =
  'com|net|org|info|biz|io|co|me|tv|app|dev|xyz|link|bio|ly|gg|fans|be|us|uk|de|fr|es|it|nl|ru|ca|au|eu|in|jp|cn|br|mx|pl|se|ch|at|ai|to|cc|ws|fm|page|site|online|store|shop|club|live|vip|xxx|porn|sex|adult|cam|webcam|social|chat|ee|gl|tk|icu|top|love|dating|video|pics|photos|blog|website|space|fun|pro|art|design|ph|id|kr|tr|za|nz|ie|pt|gr|cz|hu|ro|dk|no|fi';

const host = String.raw`(?:[\p{L}\p{N}](?:[\p{L}\p{N}_-]*[\p{L}\p{N}])?[.．。])+`;

/** Not within a word and not after a label: each chain of labels is tried once. */
const start = String.raw`(?<![\p{L}\p{N}_-])(?<![\p{L}\p{N}][.．。])`;

const tail = String.raw`(?::\d+)?(?:[/?#][^\s<>"')\]]*)?`;

const link = new RegExp(
  [
    String.raw`(?<![a-z0-9+.-])[a-z][a-z0-9+.-]*:\/\/[^\s<>")\]]*`,
    String.raw`(?<![\p{L}\p{N}])(?:mailto|javascript|data|tel|sms|tg):[^\s<>")\]]+`,
    String.raw`(?<![\p{L}\p{N}])www[.．。][^\s<>")\]]+`,
    String.raw`${start}(?:[\p{L}\p{N}._+-]+@)?${host}(?:${topLevels})(?![\p{L}\p{N}_-])${tail}`,
    String.raw`${start}${host}\p{L}{2,24}\/[^\s<>")\]]*`,
    String.raw`(?<![\p{L}\p{N}._-])(?:\d{1,3}\.){3}\d{1,3}(?![\p{L}\p{N}])${tail}`,
    String.raw`(?<![\p{L}\p{N}_-])[\p{L}\p{N}_-]+\s*[([{]?\s*\bdot\b\s*[)\]}]?\s*(?:com|net|org)\b`,
  ].join('|'),
  'giu',
);

const markdownLink = /!?\[([^\]\n]*)\]\([^)\n]*\)/gu;

const trailing = /[.,!?;:…'"”’]+$/u;

/**
 * Every link in the text, in order: with a scheme, `www.`, a bare domain with a known ending or
 * with a path, an address with `@`, an IPv4 address, "name dot com", and the target of a
 * Markdown link. Punctuation that ends the sentence is not part of a link.
 */
export function findLinks(text: string): string[] {
  const found = [...text.matchAll(link)].map(([match]) => match.replace(trailing, ''));
  const bare = [...text.matchAll(markdownLink)]
    .map(([match]) => match)
    .filter((match) => !found.some((other) => match.includes(other)));
  return [...found, ...bare];
}

/** The text without its links, except those that `keep` accepts; a Markdown link leaves its words. */
export function removeLinks(text: string, keep: (link: string) => boolean = () => false): string {
  return text
    .replace(markdownLink, (match, words: string) =>
      findLinks(match).some((found) => found !== match && keep(found)) ? match : words,
    )
    .replace(link, (match) => {
      const target = match.replace(trailing, '');
      return keep(target) ? match : match.slice(target.length);
    })
    .replace(/[<([{]\s*[>)\]}]/gu, '')
    .replace(/[ \t]+([.,!?;:…])/gu, '$1')
    .replace(/[ \t]{2,}/gu, ' ')
    .replace(/[ \t]+$/gmu, '');
}

const hashtag = /(?<![\p{L}\p{N}_&/#＃])[#＃](?=[\p{N}_]*\p{L})([\p{L}\p{M}\p{N}_]+)/gu;

const hashtagLike = /[#＃](?=[\p{L}\p{N}_])/gu;

const hashtagWord = /^(?:[.,;|·•]*[#＃][\p{L}\p{M}\p{N}_]+)+[.,;|·•]*$|^[.,;|·•]+$/u;

/** The hashtags that a platform would make a link of, with their `#`. */
export function findHashtags(text: string): string[] {
  return [...text.matchAll(hashtag)].map(([match]) => match);
}

/**
 * How many hashtags the text has for an upper limit: everything that looks like one, such as
 * `#1` or `a#b`, so that a limit is kept however a platform reads it.
 */
export function countHashtagLike(text: string): number {
  return text.match(hashtagLike)?.length ?? 0;
}

/** Splits the hashtags at the very end from the text before them. */
export function splitHashtagBlock(text: string): { body: string; block: string[] } {
  const words = [...text.matchAll(/\S+/gu)];
  const last = words.findLastIndex(([word]) => !hashtagWord.test(word));
  const block = words.slice(last + 1).flatMap(([word]) => findHashtags(word));
  if (block.length === 0) return { body: text.trimEnd(), block };
  return { body: text.slice(0, words[last + 1]?.index).trimEnd(), block };
}

/** The text with every `#` before a word taken away; the words stay. */
export function unhash(text: string): string {
  return text.replace(hashtagLike, '');
}

/** A hashtag from a few words, or nothing if they hold no letter or are too long for one. */
export function toHashtag(words: string): string | undefined {
  const tag = words.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
  return /\p{L}/u.test(tag) && tag.length <= 24 ? `#${tag}` : undefined;
}

const sentenceSegmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

const abbreviation =
  /(?:^|[\s("'“])(?:mr|mrs|ms|dr|st|jr|sr|prof|vs|vol|approx|ft|feat|e\.g|i\.e|a\.m|p\.m|u\.s|u\.k|l\.a|d\.c|[a-z])\.\s*$/iu;

const hashtagsOnly = /^[\s.,;|·•]*(?:[#＃][\p{L}\p{M}\p{N}_]+[\s.,;|·•]*)+$/u;

const listNumber = /^\s*\d+[.)]\s*$/u;

/**
 * The sentences of a caption, each with the white space that follows it. Joined, they give the
 * text again, apart from pieces at the start that hold no sentence.
 *
 * Unicode's own segmentation, corrected: a link is one word, common abbreviations and single
 * initials don't end a sentence, and a piece without a letter or digit (emoji, dots) or with
 * hashtags only belongs to the sentence before it. A line break ends a sentence.
 */
export function splitSentences(text: string): string[] {
  const sentences: string[] = [];
  let at = 0;
  for (const { segment } of sentenceSegmenter.segment(maskLinks(text))) {
    const piece = text.slice(at, at + segment.length);
    at += segment.length;
    const last = sentences.length - 1;
    const before = sentences[last];
    if (before !== undefined && (abbreviation.test(before) || !isSentence(segment))) {
      sentences[last] = before + piece;
    } else if (isSentence(segment) || (before !== undefined && listNumber.test(segment))) {
      sentences.push(piece);
    } else if (piece.trim() !== '' && !hashtagsOnly.test(piece)) {
      sentences.push(piece);
    }
  }
  return mergeFragments(sentences);
}

/** How many sentences a caption has; lines of hashtags and lone emoji are none. */
export function countSentences(text: string): number {
  return splitSentences(text).filter(isSentence).length;
}

function isSentence(piece: string): boolean {
  return /[\p{L}\p{N}]/u.test(piece) && !hashtagsOnly.test(piece) && !listNumber.test(piece);
}

/** An emoji line or a list number at the front goes to the sentence after it. */
function mergeFragments(pieces: string[]): string[] {
  const merged: string[] = [];
  let front = '';
  for (const piece of pieces) {
    if (isSentence(piece)) {
      merged.push(front + piece);
      front = '';
    } else front += piece;
  }
  return front === '' ? merged : [...merged, front];
}

/** The text with every link replaced by a word of the same length, so that offsets stay. */
function maskLinks(text: string): string {
  let masked = text;
  for (const link of findLinks(text)) {
    masked = masked.replace(link, () => 'x'.repeat(link.length));
  }
  return masked;
}

/**
 * The length of a caption in characters, as the platform's limit is held against it.
 *
 * Counted in UTF-16 units, the strictest of the usual counts (graphemes <= code points <=
 * units): a caption within the limit is within it whichever count a platform uses. X weighs
 * differently, so there the larger of both counts holds.
 */
export function countCharacters(text: string, platform: Platform): number {
  return platform === 'x' ? Math.max(text.length, weighForX(text)) : text.length;
}

const lightRanges = [
  [0, 4351],
  [8192, 8205],
  [8208, 8223],
  [8242, 8247],
] as const;

const linkWeight = 23;

const graphemeSegmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * The weighted length of X: a link counts 23, an emoji 2, a code point outside the light
 * ranges 2, others 1. Source: the v3 configuration of the library twitter-text.
 */
function weighForX(text: string): number {
  let weight = 0;
  let rest = text.normalize('NFC');
  for (const link of findLinks(rest)) {
    rest = rest.replace(link, '');
    weight += linkWeight;
  }
  for (const { segment } of graphemeSegmenter.segment(rest)) {
    if (/\p{RGI_Emoji}/v.test(segment)) weight += 2;
    else for (const character of segment) weight += isLight(character) ? 1 : 2;
  }
  return weight;
}

function isLight(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return lightRanges.some(([from, to]) => code >= from && code <= to);
}
