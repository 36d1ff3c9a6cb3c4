import {
  type CaptionRequest,
  captionDefaults,
  checkCaption,
  countCharacters,
  countHashtagLike,
  countSentences,
  findHashtags,
  type Platform,
  type Range,
  removeLinks,
  ruleOf,
  sentencesFor,
} from '@genie-helper/captions/rules';

/** One count of a caption, and what it may be. */
export interface Count {
  value: number;
  range: Range;
  isKept: boolean;
}

/** A caption held against its platform's rules, as the server would. */
export type CaptionMeasure = ReturnType<typeof measureCaption>;

export function measureCaption(text: string, request: CaptionRequest) {
  const platform = request.platform ?? captionDefaults.platform;
  const length = request.length ?? captionDefaults.length;
  const rule = ruleOf(platform);
  const broken = checkCaption(text, request);
  const count = (area: string, value: number, range: Range): Count => {
    const isKept = broken.every(({ code }) => !code.startsWith(`${area}.too_`));
    return { value, range, isKept };
  };
  const characters = { min: 0, max: rule.maxCharacters };
  return {
    characters: count('characters', countCharacters(text, platform), characters),
    hashtags: count('hashtags', countHashtags(text, rule.hashtags), rule.hashtags),
    sentences: count('sentences', countSentences(text), sentencesFor(platform, length)),
    /** What to change, in sentences; empty where it may be posted. */
    problems: broken.map(({ reason }) => reason),
  };
}

/**
 * For the lower limit only a hashtag counts that a platform would link; for the upper one all that looks like one. The
 * number that is shown is the one that a limit is held against.
 */
function countHashtags(text: string, { max }: Range): number {
  const most = countHashtagLike(text);
  return most > max ? most : findHashtags(removeLinks(text)).length;
}

/** What a platform asks of a caption, in a line. */
export function rulesText(platform: Platform): string {
  const rule = ruleOf(platform);
  const parts = [
    `At most ${rule.maxCharacters.toLocaleString('en')} characters`,
    rule.hashtags.max === 0 ? 'no hashtag' : `${rangeText(rule.hashtags)} hashtags`,
    rule.links === 'none' ? 'no link' : 'only links from your topic',
  ];
  if (rule.invitesToSubscribe) parts.push('invites to subscribe');
  if (rule.hookInFirstLines) parts.push('a hook in the first two lines');
  if (rule.conversational) parts.push('talks to the reader');
  return `${parts.join(', ')}.`;
}

/** A range as people say it: "2 to 4", "up to 3", "1". */
export function rangeText({ min, max }: Range): string {
  if (min === max) return String(max);
  if (min === 0) return `up to ${max.toLocaleString('en')}`;
  return `${min} to ${max.toLocaleString('en')}`;
}
