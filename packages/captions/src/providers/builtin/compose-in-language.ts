import type { ResolvedCaptionRequest } from '../../caption-request.ts';
import { ruleOf, sentencesFor } from '../../platform-rules.ts';
import type { Chance } from './compose.ts';
import type { Language } from './language.ts';
import { linesByLanguage } from './lines-by-language.ts';
import type { Subject } from './subject.ts';
import { hashtagsFromWords } from './topic-hashtags.ts';

/**
 * One draft about a topic that isn't in English: its words, with lines of its language, or signs
 * where there are none, and hashtags from its words. It may still break a rule; the caller checks it.
 */
export function composeInLanguage(
  request: ResolvedCaptionRequest,
  subject: Subject & { readonly language: Exclude<Language, 'en'> },
  chance: Chance,
): string {
  const rule = ruleOf(request.platform);
  const lines = linesByLanguage[subject.language];
  const { words } = subject;
  if (rule.maxCharacters <= 30) {
    return words.length <= 30 ? words : (chance.pick(lines.any) ?? '');
  }
  const { min, max } = sentencesFor(request.platform, request.length);
  const count = min + (max > min && chance.often(0.5) ? 1 : 0);
  const hook = rule.hookInFirstLines ? chance.pick(lines.hooks) : undefined;
  const opener = subject.form === 'said' ? words : fill(chance.pick(lines.openers) ?? '', words);
  const closer = rule.invitesToSubscribe
    ? chance.pick(lines.subscribe)
    : rule.conversational && !/[?？؟]/u.test(words)
      ? chance.pick(lines.asks)
      : undefined;
  const fixed = [hook, opener, closer].filter((line) => line !== undefined);
  const middle = chance.some(lines.any, Math.max(0, count - fixed.length));
  const body = [opener, ...middle, closer].filter((line) => line !== undefined);
  const text = subject.emoji ? body.with(0, `${opener} ${subject.emoji}`) : body;
  const said = text.join(subject.language === 'other' ? '\n' : ' ');
  const link = rule.links === 'from-topic' ? (subject.links[0] ?? '') : '';
  return [hook ? `${hook}\n${said}` : said, link, hashtags().join(' ')]
    .filter((part) => part !== '')
    .join(rule.maxCharacters <= 300 ? '\n' : '\n\n');

  function hashtags(): string[] {
    const own = subject.hashtags.slice(0, rule.hashtags.max);
    const tags = [...own, ...hashtagsFromWords(subject), ...lines.hashtags];
    const lower = tags.map((tag) => tag.toLowerCase());
    const wanted = Math.max(own.length, rule.hashtags.min);
    return tags.filter((tag, at) => lower.indexOf(tag.toLowerCase()) === at).slice(0, wanted);
  }
}

function fill(line: string, words: string): string {
  const capital = words.charAt(0).toUpperCase() + words.slice(1);
  return line.replace(/\{topic\}/iu, (slot) => (slot === '{Topic}' ? capital : words));
}
