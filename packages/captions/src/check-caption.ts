import { type CaptionRequest, resolveRequest } from './caption-request.ts';
import {
  countCharacters,
  countHashtagLike,
  findHashtags,
  isSentence,
  splitSentences,
} from './caption-text.ts';
import { findLinks, removeLinks } from './links.ts';
import { roomForSentence, ruleOf, sentencesFor } from './platform-rules.ts';
import { isExplicit, isSuggestive, mentionsMinor } from './screening/screen-text.ts';

export type ViolationCode =
  | 'empty'
  | 'unprintable'
  | 'explicit'
  | 'minors'
  | 'characters.too_many'
  | 'sentences.too_few'
  | 'sentences.too_many'
  | 'sentences.too_long'
  | 'hashtags.too_few'
  | 'hashtags.too_many'
  | 'links.not_allowed'
  | 'invitation.missing'
  | 'hook.missing'
  | 'conversation.missing';

/** A broken rule; `reason` is a sentence that tells a writer what to do about it. */
export type Violation = { readonly code: ViolationCode; readonly reason: string };

/** Texts longer than this aren't looked into: no rule of ours allows them. */
const longestChecked = 20_000;

/** Controls, lone surrogates, and characters that reorder or hide text. */
const unprintable =
  /(?!\n)\p{Cc}|\p{Cs}|[\u202A-\u202E\u2066-\u2069\u200B\u2060\uFEFF\u00AD\u{E0000}-\u{E001F}]/u;

/**
 * The rules that a caption breaks for this request, none if it may be posted.
 * Takes the caption as it would be posted; what the request leaves out means its default.
 */
export function checkCaption(caption: string, request: CaptionRequest = {}): Violation[] {
  const { platform, length, topic } = resolveRequest(request);
  const rule = ruleOf(platform);
  const range = sentencesFor(platform, length);
  const broken: Violation[] = [];
  const report = (code: ViolationCode, when: boolean, reason: string) => {
    if (when) broken.push({ code, reason });
  };

  const tooMany = `Use at most ${rule.maxCharacters} characters, hashtags included.`;
  if (caption.length > longestChecked) return [{ code: 'characters.too_many', reason: tooMany }];
  const text = removeLinks(caption);
  report('empty', !/[\p{L}\p{N}]/u.test(text), 'Write a caption in words.');
  report('unprintable', unprintable.test(caption), 'Use no control or invisible characters.');
  report('explicit', isExplicit(caption), 'Stay suggestive at most: no explicit or crude words.');
  report(
    'minors',
    isAboutMinor(caption, topic, rule.adult),
    'Mention nobody under 18, in no way, and nothing suggestive where the topic does.',
  );

  const characters = countCharacters(caption, platform);
  report('characters.too_many', characters > rule.maxCharacters, tooMany);

  const pieces = splitSentences(caption);
  const sentences = pieces.filter(isSentence).length;
  const hasRoom = characters + roomForSentence <= rule.maxCharacters;
  const fewest = `Write at least ${count(range.min, 'sentence')}.`;
  report('sentences.too_few', sentences < range.min && hasRoom, fewest);
  const most = `Write at most ${count(range.max, 'sentence')}.`;
  report('sentences.too_many', sentences > range.max, most);
  const words = rule.maxSentenceWords ?? Number.POSITIVE_INFINITY;
  const longest = Math.max(0, ...pieces.map(countWords));
  report('sentences.too_long', longest > words, `Keep every sentence within ${words} words.`);

  const { min, max } = rule.hashtags;
  const fewestTags = `Use at least ${count(min, 'hashtag')}.`;
  report('hashtags.too_few', findHashtags(text).length < min, fewestTags);
  const mostTags = max === 0 ? 'Use no hashtag.' : `Use at most ${count(max, 'hashtag')}.`;
  report('hashtags.too_many', countHashtagLike(text) > max, mostTags);

  const takesNone = rule.links === 'none';
  const hasForeign = findLinks(caption).some((link) => takesNone || !isFrom(topic, link));
  const noLink = takesNone ? 'Use no link or domain.' : 'Use no link that the topic lacks.';
  report('links.not_allowed', hasForeign, noLink);

  const invites = !rule.invitesToSubscribe || invitesToSubscribe(caption);
  report('invitation.missing', !invites, 'Invite the reader to subscribe, with that word.');
  const hooks = !rule.hookInFirstLines || hasHook(caption);
  report(
    'hook.missing',
    !hooks,
    'Open with a hook: a question, an exclamation or "you" in the first two lines.',
  );
  const talks = !rule.conversational || isConversational(caption);
  report('conversation.missing', !talks, 'Talk to the reader: say I or you, or ask something.');
  return broken;
}

/**
 * On an adult platform any mention of a minor; elsewhere one together with something suggestive, in the caption or
 * between it and its topic.
 */
function isAboutMinor(caption: string, topic: string, isAdult: boolean): boolean {
  if (isAdult) return mentionsMinor(caption);
  return isSuggestive(caption) && (mentionsMinor(caption) || mentionsMinor(topic));
}

/** Whether the request brought this link along, so that a caption may carry it. */
export function isFrom(topic: string, link: string): boolean {
  return /^(?:https?:\/\/|(?![a-z][a-z0-9+.-]*:))/iu.test(link) && findLinks(topic).includes(link);
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function countWords(sentence: string): number {
  return sentence
    .split(/\s+/u)
    .filter((word) => /[\p{L}\p{N}]/u.test(word) && !/^[#＃]/u.test(word)).length;
}

/** How much of a caption shows before it is unfolded: the hook has to lie in here. */
const hookLines = 2;
const hookCharacters = 120;

/**
 * Whether the first two lines hold a hook: a question, an exclamation, a trailing "…" or a word
 * to the viewer, within the first 120 characters (about what is shown before "more").
 */
export function hasHook(caption: string): boolean {
  const lines = caption
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, hookLines);
  const shown = lines.join('\n').slice(0, hookCharacters);
  return (
    /[?!…？！؟]|\.\.\.|\b(?:you|your|you're|you'll|you've)\b/iu.test(shown) && /\p{L}/u.test(shown)
  );
}

/** Whether the caption tells its reader to subscribe; telling them not to is no invitation. */
export function invitesToSubscribe(caption: string): boolean {
  const asked = caption.replace(
    /\b(?:don['’]?t|do not|never|can['’]?t|cannot|no need to|not)\s+(?:\w+\s+)?subscribe\b/giu,
    '',
  );
  return /(?<![#＃])\bsubscribe\b/iu.test(asked);
}

/** Whether the caption talks with its reader: I, we or you in it, or a question. */
export function isConversational(caption: string): boolean {
  return (
    /[?？؟]/u.test(caption) ||
    /\b(?:i|i'm|i’m|i've|i’ve|i'll|i’ll|me|my|we|our|us|you|your|you're|you’re|y'all)\b/iu.test(
      caption,
    )
  );
}
