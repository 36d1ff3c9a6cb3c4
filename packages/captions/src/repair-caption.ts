import type { ResolvedCaptionRequest } from './caption-request.ts';
import {
  countCharacters,
  findHashtags,
  splitHashtagBlock,
  splitSentences,
  unhash,
} from './caption-text.ts';
import {
  checkCaption,
  hasHook,
  invitesToSubscribe,
  isConversational,
  isFrom,
  type ViolationCode,
} from './check-caption.ts';
import { removeLinks } from './links.ts';
import { type PlatformRule, ruleOf, sentencesFor } from './platform-rules.ts';
import { graphemeSegmenter } from './x-weight.ts';

const unrepairable: ReadonlySet<ViolationCode> = new Set(['explicit', 'minors', 'empty']);

/**
 * Repairs a caption that breaks rules of form: takes away links, hashtags and sentences that are
 * too many, adds what a platform asks for, and cuts at a word boundary, never inside a hashtag
 * or a grapheme. Gives the repaired caption, or nothing if a rule would still be broken; words
 * that are explicit or about minors are never repaired.
 */
export function repairCaption(caption: string, request: ResolvedCaptionRequest) {
  if (checkCaption(caption, request).some(({ code }) => unrepairable.has(code))) return undefined;
  const rule = ruleOf(request.platform);
  const mayStay = (link: string) => rule.links !== 'none' && isFrom(request.topic, link);
  const bare = removeLinks(caption, mayStay);
  const { body, block } = splitHashtagBlock(bare);
  const { text, tags } = fitHashtags(body, block, rule);
  const keep = (parts: readonly string[]) => join(parts, tags);
  const fits = (parts: readonly string[]) =>
    countCharacters(keep(parts), request.platform) <= rule.maxCharacters;

  const sentences = splitSentences(text)
    .map((sentence) => shorten(sentence.trim(), rule))
    .filter((sentence) => sentence !== '');
  const { min, max } = sentencesFor(request.platform, request.length);
  for (let count = Math.min(sentences.length, max); count >= 1; count -= 1) {
    const parts = complete(sentences.slice(0, count), rule, min, max, fits);
    const repaired = keep(parts);
    if (fits(parts) && checkCaption(repaired, request).length === 0) return repaired;
    const cut = cutLast(parts, fits);
    if (cut && checkCaption(keep(cut), request).length === 0) return keep(cut);
  }
  return undefined;
}

/** Leaves as many hashtags as the platform takes, and adds what it asks for. */
function fitHashtags(body: string, block: readonly string[], rule: PlatformRule) {
  const inline = findHashtags(body).length;
  const text = inline > rule.hashtags.max || /[#＃](?=\p{N})/u.test(body) ? unhash(body) : body;
  const used = findHashtags(text);
  const room = rule.hashtags.max - used.length;
  const tags = [...new Set(block)].filter((tag) => !used.includes(tag)).slice(0, room);
  for (const spare of spareHashtags) {
    if (used.length + tags.length >= rule.hashtags.min) break;
    if (!tags.includes(spare)) tags.push(spare);
  }
  return { text, tags };
}

type Fits = (parts: readonly string[]) => boolean;

/** Adds a hook, an invitation, a word to the reader and missing sentences, within `max`. */
function complete(
  sentences: readonly string[],
  rule: PlatformRule,
  min: number,
  max: number,
  fits: Fits,
): string[] {
  let parts = [...sentences];
  const add = (line: string, where: 'front' | 'end') => {
    if (parts.length >= max) parts = parts.slice(0, max - 1);
    parts = where === 'front' ? [`${line}\n`, ...parts] : [...parts, line];
  };
  if (rule.hookInFirstLines && !hasHook(parts.join(' '))) add(hook, 'front');
  if (rule.conversational && !isConversational(parts.join(' '))) add(closer, 'end');
  if (rule.invitesToSubscribe && !invitesToSubscribe(parts.join(' '))) add(invitation, 'end');
  for (const filler of fillers) {
    if (parts.length >= min) break;
    const longer = [...parts.slice(0, 1), filler, ...parts.slice(1)];
    if (fits(longer)) parts = longer;
  }
  return parts;
}

/** Cuts the longest part until the whole fits. */
function cutLast(parts: readonly string[], fits: Fits): string[] | undefined {
  const longest = parts.reduce(
    (best, part, index) => (part.length > (parts[best]?.length ?? 0) ? index : best),
    0,
  );
  const cut = cutAtWord(parts[longest] ?? '', (start) => fits(parts.with(longest, start)));
  return cut === '' ? undefined : parts.with(longest, cut);
}

function shorten(sentence: string, rule: PlatformRule): string {
  const words = rule.maxSentenceWords;
  return words === undefined
    ? sentence
    : cutAtWord(sentence, (start) => start.split(/\s+/u).length <= words);
}

/** Sentences in a row, a line break after one that ends without a mark, the hashtags below. */
function join(parts: readonly string[], tags: readonly string[]): string {
  const text = parts
    .map((part) => (/[.!?…。！？؟।]["'”’)]*\n?$/u.test(part) ? part : `${part}\n`))
    .join(' ')
    .replaceAll('\n ', '\n')
    .trim();
  return tags.length ? `${text}${text.includes('\n') ? '\n\n' : '\n'}${tags.join(' ')}` : text;
}

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
  const parts = [...graphemeSegmenter.segment(first)].map(({ index }) => index);
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

/** More of them in a row are no sentence, and take long. */
const mostDangling = 10;

const danglingWord =
  /\s(?:a|an|the|and|or|but|of|to|in|on|at|for|with|from|by|my|your|is|are|it's|that|so)$/iu;

/** Ends a cut text: nothing hanging, and `…` unless it already ends as a sentence. */
function close(start: string): string {
  let text = start.replace(hanging, '');
  for (let n = 0; n < mostDangling && danglingWord.test(text); n += 1) {
    text = text.replace(danglingWord, '').replace(hanging, '');
  }
  if (text === '') return '';
  return /[.!?…。！？]["'”’)]*$/u.test(text) || /[#＃@]\S*$|\p{Extended_Pictographic}$/u.test(text)
    ? text
    : `${text}…`;
}

/** Stock lines that `repairCaption` adds where a platform asks for something the caption lacks. */
const invitation = 'Subscribe to see the rest.';
const hook = "You'll want to stay for this one.";
const closer = 'What do you think?';

/** Sentences for a caption that is shorter than asked; they say nothing that could be wrong. */
const fillers = ['More soon.', 'Stay close.', 'Tell me what you think.', 'That is all for now.'];

/** Hashtags that suit any caption. */
const spareHashtags = ['#newpost', '#creator', '#behindthescenes'] as const;
