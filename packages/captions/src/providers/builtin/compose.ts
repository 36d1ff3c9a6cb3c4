import type { ResolvedCaptionRequest } from '../../caption-request.ts';
import { type Platform, type PlatformRule, ruleOf, sentencesFor } from '../../platform-rules.ts';
import { composeInLanguage } from './compose-in-language.ts';
import { closersByPlatform, hooks, snaps } from './lines-by-platform.ts';
import {
  afterQuestion,
  anyHashtags,
  hashtagsByKind,
  linesByKind,
  openers,
} from './lines-by-subject.ts';
import { linesByVoice, type VoiceLines } from './lines-by-voice.ts';
import type { Subject } from './subject.ts';
import { voiceFor } from './tones.ts';
import { hashtagsFromWords } from './topic-hashtags.ts';

/** A choice among things: `pick` one, or `some` of them in random order. */
export type Chance = {
  pick<Item>(items: readonly Item[]): Item | undefined;
  some<Item>(items: readonly Item[], count: number): Item[];
  often(probability: number): boolean;
};

/** What a draft is made of. */
type Draft = {
  readonly platform: Platform;
  readonly rule: PlatformRule;
  readonly subject: Subject;
  readonly lines: VoiceLines;
  /** The creator's name on the platform, where a caption can carry it. */
  readonly handle: string | undefined;
  readonly chance: Chance;
};

/** One draft of a caption. It may still break a rule; the caller checks it. */
export function compose(request: ResolvedCaptionRequest, subject: Subject, chance: Chance): string {
  const { language } = subject;
  if (language !== 'en') return composeInLanguage(request, { ...subject, language }, chance);
  const { platform, length, tone, platformUsername = '' } = request;
  const rule = ruleOf(platform);
  const isHandle = /^@?[A-Za-z0-9_]{2,30}$/u.test(platformUsername);
  const handle = isHandle ? platformUsername.replace('@', '') : undefined;
  const draft = { platform, rule, subject, lines: linesByVoice[voiceFor(tone)], handle, chance };
  if (rule.maxCharacters <= 30) return composeSnap(draft);
  const { min, max } = sentencesFor(platform, length);
  const count = min + (max > min && chance.often(0.5) ? 1 : 0);
  const fill = (line: string) => fillSlots(line, subject, handle);

  const hook = rule.hookInFirstLines
    ? chance.pick(isPost(subject) ? [...hooks.post, ...hooks.any] : hooks.any)
    : undefined;
  const opener = chance.pick(openersFor(draft));
  const closer = chance.pick(closersFor(draft));
  const closes = count >= 3 || rule.invitesToSubscribe || (rule.conversational && count === 2);
  const fixed = [hook, opener, closes ? closer : undefined].filter((line) => line !== undefined);
  const middle = middleFor(draft, count - fixed.length);
  const lines = [opener, ...middle, closes ? closer : undefined]
    .filter((line) => line !== undefined)
    .map(fill);
  const text = withEmoji(lines, draft);
  const body =
    subject.form === 'said' && isOtherScript(subject.words) ? text.join('\n') : text.join(' ');
  const hooked = hook ? `${fill(hook)}\n${body}` : body;
  return [hooked, linkFor(draft), hashtagsFor(draft).join(' ')]
    .filter((part) => part !== '')
    .join(rule.maxCharacters <= 300 ? '\n' : '\n\n');
}

function isPost(subject: Subject): boolean {
  return subject.form === 'post' && subject.kind !== 'other';
}

function openersFor({ subject, lines }: Draft): readonly string[] {
  if (subject.form === 'post') return lines.posted;
  if (subject.form === 'said') return ['{topic}'];
  const isUnsure = subject.form === 'mine' && subject.kind === 'other';
  return openers[isUnsure ? 'loose' : subject.form];
}

function closersFor({ platform, subject, handle }: Draft): string[] {
  const { post, any } = closersByPlatform[platform];
  return [...(isPost(subject) ? post : []), ...any].filter(
    (line) => handle || !line.includes('{handle}'),
  );
}

/** Sentences between opener and closer: first about the subject, then to the reader. */
function middleFor({ rule, subject, lines, chance }: Draft, count: number): string[] {
  if (count <= 0) return [];
  if (rule.maxCharacters <= 150) return chance.some(lines.tiny, count);
  const asks = subject.words.endsWith('?');
  const ofKind = asks && subject.kind === 'other' ? [] : linesByKind[subject.kind];
  const about = [...ofKind, ...(isPost(subject) ? lines.about : [])];
  const aboutCount = Math.min(about.length, Math.ceil(count / 2));
  const reply = asks ? chance.some(afterQuestion, 1) : [];
  const spare = count - aboutCount - reply.length;
  return [...chance.some(about, aboutCount), ...reply, ...chance.some(lines.any, spare)];
}

/** At most one emoji, after the first or the last sentence; the topic's own if it brought one. */
function withEmoji(said: string[], { platform, subject, lines, chance }: Draft): string[] {
  const wanted = subject.emoji ? 0.9 : platform === 'reddit' ? 0 : 0.6;
  if (!chance.often(wanted)) return said;
  const emoji = subject.emoji ?? chance.pick(lines.emoji);
  const at = chance.often(0.5) ? 0 : said.length - 1;
  return said.map((line, index) => (index === at && emoji ? `${line} ${emoji}` : line));
}

function hashtagsFor({ rule, subject, chance }: Draft): string[] {
  const { min, max } = rule.hashtags;
  if (max === 0) return [];
  const own = subject.hashtags.slice(0, max);
  const wanted =
    min === 0 ? own.length : Math.max(own.length, min + (chance.often(0.5) && min < max ? 1 : 0));
  if (wanted === 0) return [];
  const fromWords = hashtagsFromWords(subject);
  const topical =
    subject.kind === 'other'
      ? fromWords
      : [...fromWords.slice(0, 1), ...chance.some(hashtagsByKind[subject.kind], 3)];
  const tags = [...own, ...topical, ...chance.some(anyHashtags, 3)];
  const lower = tags.map((tag) => tag.toLowerCase());
  return tags.filter((_, index) => lower.indexOf(lower[index] ?? '') === index).slice(0, wanted);
}

function linkFor({ rule, subject }: Draft): string {
  return rule.links === 'from-topic' ? (subject.links[0] ?? '') : '';
}

/** Whether the words are a sentence or a verb, not a name of something. */
function isSpoken({ form }: Subject): boolean {
  return form === 'said' || form === 'to';
}

function composeSnap({ subject, lines, chance }: Draft): string {
  const short = subject.words.length <= 22 && !isSpoken(subject);
  const own = subject.form === 'said' ? ['{topic}'] : short ? snaps : [];
  const fitting = own.map((line) => fillSlots(line, subject)).filter((line) => line.length <= 30);
  const saysTopic = fitting.length > 0 && chance.often(0.6);
  const line = chance.pick(saysTopic ? fitting : lines.snap) ?? '';
  const emoji = subject.emoji ?? chance.pick(lines.emoji) ?? '';
  const decorated = `${line} ${emoji}`;
  const mayDecorate = decorated.length <= 30 && !/\p{Extended_Pictographic}/u.test(line);
  return chance.often(0.6) && mayDecorate ? decorated : line;
}

function isOtherScript(text: string): boolean {
  return /[^\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]/u.test(text);
}

/** Starts that have a determiner or its like, so that none is put before them. */
const isDetermined =
  /^(?:(?:my|our|the|an?|this|these|that|those|some|your|his|her|their|its|another|every|each|any|no|all|both|more|most|many|much|few|several|enough|plenty|lots|half)\s|\S+ of (?:my|our|the|these)\s|(?:\S+ )?\S+(?:['’]s|s['’])\s|behind\s)/iu;

/**
 * Puts a subject into a line. `{topic}` is its words, `{my}` its words with "my" unless they have
 * or want no determiner, both also with a capital; `{is}`, `{it}` and `{makes}` agree with it in number.
 */
function fillSlots(line: string, subject: Subject, handle?: string): string {
  const { words, plural } = subject;
  const mine = isDetermined.test(words) ? words : `my ${words}`;
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
