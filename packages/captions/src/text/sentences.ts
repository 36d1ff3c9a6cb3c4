import { findLinks } from '../caption-text.ts';

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
