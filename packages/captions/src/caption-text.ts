import { replaceLinks } from './links.ts';
import type { Platform } from './platform-rules.ts';
import { rememberRecent } from './remember-recent.ts';
import { weighForX } from './x-weight.ts';

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
  const tag = words
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+|[\u0300-\u036F\uFE00-\uFE0F]|\p{Me}/gu, '');
  return /^[\p{L}\p{N}]*\p{L}/u.test(tag) && tag.length <= 24 ? `#${tag}` : undefined;
}

/** A draft is taken apart several times in a row. */
const mostRemembered = 4;

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
export const splitSentences: (text: string) => readonly string[] = rememberRecent(
  sentencesOf,
  mostRemembered,
);

function sentencesOf(text: string): readonly string[] {
  const sentences: string[] = [];
  // A word of the same length, so that offsets stay.
  const masked = replaceLinks(text, (link) => 'x'.repeat(link.length));
  let at = 0;
  for (const { segment } of sentenceSegmenter.segment(masked)) {
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

/** Whether a piece of `splitSentences` counts as one. */
export function isSentence(piece: string): boolean {
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
