import { findHashtags, splitSentences, unhash } from '../../caption-text.ts';
import { findLinks, removeLinks } from '../../links.ts';
import { isExplicit, mentionsMinor } from '../../screening/screen-text.ts';

import { classify, kindOf, type NounKind, otherThing, type Reading } from './classify.ts';
import { type Language, languageOf } from './language.ts';
import { linesByLanguage } from './lines-by-language.ts';

/** What the topic is about. */
export type SubjectKind = NounKind | 'other';

/**
 * The grammar a topic came in: `post` something one posts, `worn` something to show off, `event`
 * something to come, `mine` something else of one's own, `mood` how one feels, `doing` a gerund,
 * `to` a verb, `loose` a few words, `said` a sentence.
 */
export type SubjectForm =
  | 'post'
  | 'worn'
  | 'event'
  | 'mine'
  | 'mood'
  | 'doing'
  | 'to'
  | 'loose'
  | 'said';

export type Subject = {
  readonly language: Language;
  readonly form: SubjectForm;
  readonly kind: SubjectKind;
  /** The topic's words, ready to stand in a sentence; for `said` a whole sentence. */
  readonly words: string;
  readonly plural: boolean;
  readonly hashtags: readonly string[];
  readonly links: readonly string[];
  readonly emoji?: string;
};

const longestPhrase = 60;
const longestSaid = 140;
const emoji = /\p{RGI_Emoji}/gv;
const askedFor =
  /^(?:(?:please|pls|can you|could you|i (?:want|need)|i'd like|write|make|create|give|do|generate|need)\s+)+(?:me\s+)?(?:(?:an?|the|some)\s+)?(?:\w+\s+)?(?:captions?|posts?|tweets?|texts?)\s*(?:for|about|on|saying|that says|to)?\s*:?\s*/iu;
/** What is left hanging where a link was. */
const towardsLink =
  /[\s,:;–-]*\b(?:check(?: it)?(?: out)?|see|watch|read|more|at|on|via|from|visit|click|link|go to)(?: it)?(?: here)?[\s:]*$/iu;
const introduced =
  /^(?:(?:announc|promot|teas|advertis|introduc|highlight)(?:e|ing|es)\s+|(?:talk|write|talking|something)\s+about\s+|about\s+|re:\s*|topic:\s*|caption:\s*)/iu;

/**
 * Reads a topic as something to write about. Links, hashtags and emoji are set apart; quotes,
 * marks and control characters go. What can't be said in good English in a caption, because it is
 * too long or explicit, is replaced by a plain word for what it seems to be about.
 */
export function readSubject(topic: string): Subject {
  const clean = topic
    .toWellFormed()
    .replace(/[\p{C}\uFFFD]/gu, (c) => (/\s/u.test(c) ? ' ' : c === '\u200D' ? c : ''));
  const links = findLinks(clean);
  const hashtags = findHashtags(removeLinks(clean)).filter(isPostable);
  const [firstEmoji] = clean.match(emoji) ?? [];
  const base = { hashtags, links, ...(firstEmoji ? { emoji: firstEmoji } : {}) };
  const text = tidy(unhash(removeLinks(clean)).replace(emoji, ' '));
  const words = links.length > 0 ? text.replace(towardsLink, '') : text;
  const language = languageOf(words);
  const said = readWords(words, language);
  const reading = said && isPostable(said.words) ? said : plainSubject(words, language);
  return { ...base, language, ...reading };
}

function readWords(text: string, language: Language): Reading | undefined {
  if (!/\p{L}/u.test(text)) return undefined;
  const first = splitSentences(text)[0]?.trim() ?? text;
  const rest = text.slice(first.length).trim();
  const phrase = first.replace(/[\s.,;:–—-]+$/u, '');
  if (rest === '' && phrase.length <= longestPhrase && !/[?!…。！？؟:;]/u.test(phrase)) {
    // The grammar of the other forms is English.
    const reading = language === 'en' ? classify(phrase) : otherThing('loose', phrase);
    if (reading && language !== 'other') return reading;
  }
  const whole = /[.?!…。！？؟।]$/u.test(first) ? first : `${phrase}${stopFor(phrase)}`;
  const sentence = whole.length > longestSaid ? firstClause(phrase) : whole;
  if (sentence === undefined) return undefined;
  return otherThing(
    'said',
    sentence.replace(/^\p{Ll}/u, (c) => c.toUpperCase()),
  );
}

/** The start of a sentence that runs on, up to where it could have ended. */
function firstClause(sentence: string): string | undefined {
  const start = sentence.slice(0, longestSaid - 1);
  const ends = [...start.matchAll(/[,;]\s|[、，،]|\s(?:and|but|because|so|then)\s/giu)].map(
    ({ index }) => index,
  );
  const end = ends.findLast((index) => index >= 20);
  if (end === undefined) return undefined;
  return `${start.slice(0, end).replace(/\s(?:and|but|so)$/iu, '')}.`;
}

function stopFor(text: string): string {
  return /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]$/u.test(text) ? '。' : '.';
}

const plainReadings: readonly Reading[] = [
  { form: 'post', kind: 'photos', words: 'new photos', plural: true },
  { form: 'post', kind: 'video', words: 'new video', plural: false },
  { form: 'worn', kind: 'outfit', words: 'new outfit', plural: false },
  { form: 'worn', kind: 'cosplay', words: 'new cosplay', plural: false },
];

/** A plain word, in the topic's language, for a topic that can't be used as it is. */
export function plainSubject(topic: string, language: Language): Reading {
  if (language !== 'en')
    return otherThing(language === 'other' ? 'said' : 'loose', linesByLanguage[language].plain);
  const kind = kindOf(topic);
  return plainReadings.find((reading) => reading.kind === kind) ?? newDrop;
}

const newDrop: Reading = { form: 'post', kind: 'drop', words: 'new drop', plural: false };

function tidy(text: string): string {
  return text
    .normalize('NFC')
    .replace(/["“”„«»`*_~|<>{}[\]\\^=]+|(?<![\p{L}\p{N}])['‘’]|['‘’](?![\p{L}\p{N}])/gu, ' ')
    .replace(/([?!])[?!]+/gu, '$1')
    .replace(/\.{2,}/gu, '.')
    .replace(/\(\s*\)/gu, ' ')
    .replace(/\s+([.,!?;:])/gu, '$1')
    .replace(/\s+/gu, ' ')
    .replace(/^[\s.,!?;:)\-–—#@&/+]+/u, '')
    .trim()
    .replace(askedFor, '')
    .replace(introduced, '');
}

function isPostable(words: string): boolean {
  return !isExplicit(words) && !mentionsMinor(words);
}
