import {
  type CaptionRequest,
  captionDefaults,
  checkCaption,
  countCharacters,
  countHashtagLike,
  countSentences,
  findHashtags,
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
