import type { ResolvedCaptionRequest } from '../../caption-request.ts';
import { toHashtag } from '../../caption-text.ts';
import { ruleOf, sentencesFor } from '../../platform-rules.ts';
import { closersByPlatform, hooks, snaps } from './lines-by-platform.ts';
import {
  afterQuestion,
  anyHashtags,
  hashtagsByKind,
  linesByKind,
  openers,
} from './lines-by-subject.ts';
import { linesByVoice } from './lines-by-voice.ts';
import type { Subject } from './subject.ts';
import { type Voice, voiceFor } from './tones.ts';

/** A choice among things: `pick` one, or `some` of them in random order. */
export type Chance = {
  pick<Item>(items: readonly Item[]): Item | undefined;
  some<Item>(items: readonly Item[], count: number): Item[];
  often(probability: number): boolean;
};

/** One draft of a caption. It may still break a rule; the caller checks it. */
export function compose(request: ResolvedCaptionRequest, subject: Subject, chance: Chance): string {
  const { platform, length } = request;
  const voice = voiceFor(request.tone);
  if (ruleOf(platform).maxCharacters <= 30) return composeSnap(subject, voice, chance);
  const { min, max } = sentencesFor(platform, length);
  const count = min + (max > min && chance.often(0.5) ? 1 : 0);
  const handle = /^@?[A-Za-z0-9_]{2,30}$/u.test(request.platformUsername ?? '')
    ? request.platformUsername?.replace('@', '')
    : undefined;
  const fill = (line: string) => fillSlots(line, subject, handle);
  const rule = ruleOf(platform);

  const hook = rule.hookInFirstLines
    ? chance.pick(isPost(subject) ? [...hooks.post, ...hooks.any] : hooks.any)
    : undefined;
  const opener = chance.pick(openersFor(subject, voice));
  const closer = chance.pick(closersFor(request, subject, handle));
  const closes = count >= 3 || rule.invitesToSubscribe || (rule.conversational && count === 2);
  const fixed = [hook, opener, closes ? closer : undefined].filter((line) => line !== undefined);
  const middle = middleFor(request, subject, voice, count - fixed.length, chance);
  const lines = [opener, ...middle, closes ? closer : undefined]
    .filter((line) => line !== undefined)
    .map(fill);
  const text = withEmoji(lines, request, subject, voice, chance);
  const body =
    subject.form === 'said' && isOtherScript(subject.words) ? text.join('\n') : text.join(' ');
  const hooked = hook ? `${fill(hook)}\n${body}` : body;
  return [hooked, linkFor(request, subject), hashtagsFor(request, subject, chance).join(' ')]
    .filter((part) => part !== '')
    .join(rule.maxCharacters <= 300 ? '\n' : '\n\n');
}

function isPost(subject: Subject): boolean {
  return subject.form === 'post' && subject.kind !== 'other';
}

function openersFor(subject: Subject, voice: Voice): readonly string[] {
  if (subject.form === 'post') return linesByVoice[voice].posted;
  return subject.form === 'said' ? ['{topic}'] : openers[subject.form];
}

function closersFor(
  { platform }: ResolvedCaptionRequest,
  subject: Subject,
  handle?: string,
): string[] {
  const { post, any } = closersByPlatform[platform];
  return [...(isPost(subject) ? post : []), ...any].filter(
    (line) => handle || !line.includes('{handle}'),
  );
}

/** Sentences between opener and closer: first about the subject, then to the reader. */
function middleFor(
  request: ResolvedCaptionRequest,
  subject: Subject,
  voice: Voice,
  count: number,
  chance: Chance,
): string[] {
  if (count <= 0) return [];
  const lines = linesByVoice[voice];
  if (ruleOf(request.platform).maxCharacters <= 150) return chance.some(lines.tiny, count);
  const about = [...linesByKind[subject.kind], ...(isPost(subject) ? lines.about : [])];
  const aboutCount = Math.min(about.length, Math.ceil(count / 2));
  const reply = subject.words.endsWith('?') ? chance.some(afterQuestion, 1) : [];
  const spare = count - aboutCount - reply.length;
  return [...chance.some(about, aboutCount), ...reply, ...chance.some(lines.any, spare)];
}

/** At most one emoji, after the first or the last sentence; the topic's own if it brought one. */
function withEmoji(
  lines: string[],
  request: ResolvedCaptionRequest,
  subject: Subject,
  voice: Voice,
  chance: Chance,
): string[] {
  const wanted = subject.emoji ? 0.9 : request.platform === 'reddit' ? 0 : 0.6;
  if (!chance.often(wanted)) return lines;
  const emoji = subject.emoji ?? chance.pick(linesByVoice[voice].emoji);
  const at = chance.often(0.5) ? 0 : lines.length - 1;
  return lines.map((line, index) => (index === at && emoji ? `${line} ${emoji}` : line));
}

function hashtagsFor(
  { platform }: ResolvedCaptionRequest,
  subject: Subject,
  chance: Chance,
): string[] {
  const { min, max } = ruleOf(platform).hashtags;
  if (max === 0) return [];
  const own = subject.hashtags.slice(0, max);
  const words =
    subject.form === 'said' || subject.form === 'to'
      ? ''
      : subject.words.replace(/^(?:my|our|the|an?|this)\s/iu, '');
  const topical = words.split(' ').length <= 3 ? toHashtag(words) : undefined;
  const wanted =
    min === 0 ? own.length : Math.max(own.length, min + (chance.often(0.5) && min < max ? 1 : 0));
  const stock = [...chance.some(hashtagsByKind[subject.kind], 3), ...chance.some(anyHashtags, 5)];
  const tags = [...own, ...(topical ? [topical] : []), ...stock];
  return tags
    .filter(
      (tag, index) =>
        tags.findIndex((other) => other.toLowerCase() === tag.toLowerCase()) === index,
    )
    .slice(0, wanted);
}

function linkFor({ platform }: ResolvedCaptionRequest, subject: Subject): string {
  return ruleOf(platform).links === 'from-topic' ? (subject.links[0] ?? '') : '';
}

function composeSnap(subject: Subject, voice: Voice, chance: Chance): string {
  const short = subject.words.length <= 22 && subject.form !== 'said' && subject.form !== 'to';
  const own = subject.form === 'said' ? ['{topic}'] : short ? snaps : [];
  const fitting = own.map((line) => fillSlots(line, subject)).filter((line) => line.length <= 30);
  const line =
    fitting.length > 0 && chance.often(0.6)
      ? chance.pick(fitting)
      : chance.pick(linesByVoice[voice].snap);
  const emoji = subject.emoji ?? chance.pick(linesByVoice[voice].emoji) ?? '';
  const decorated = `${line ?? ''} ${emoji}`;
  return chance.often(0.6) &&
    decorated.length <= 30 &&
    !/\p{Extended_Pictographic}/u.test(line ?? '')
    ? decorated
    : (line ?? '');
}

function isOtherScript(text: string): boolean {
  return /[^\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]/u.test(text);
}

const hasDeterminer =
  /^(?:my|our|the|a|an|this|these|that|those|some|your|his|her|their|another|every)\s/iu;

/**
 * Puts a subject into a line. `{topic}` is its words, `{my}` its words with "my" unless they bring
 * a determiner, both also with a capital; `{is}`, `{it}` and `{makes}` agree with it in number.
 */
function fillSlots(line: string, subject: Subject, handle?: string): string {
  const { words, plural } = subject;
  const own = /^behind[ -]the[ -]scenes\b/iu.test(words) ? 'the' : 'my';
  const mine = hasDeterminer.test(words) ? words : `${own} ${words}`;
  const slots: Readonly<Record<string, string>> = {
    topic: words,
    Topic: capital(words),
    my: mine,
    My: capital(mine),
    is: plural ? 'are' : 'is',
    it: plural ? 'they' : 'it',
    makes: plural ? 'make' : 'makes',
    handle: handle ?? '',
  };
  return line
    .replace(/\{(\w+)\}/gu, (_, name: string) => slots[name] ?? '')
    .replace(/([.!?])\.$/u, '$1');
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
