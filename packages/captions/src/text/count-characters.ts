import { findLinks } from '../caption-text.ts';
import type { Platform } from '../platform-rules.ts';

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
