import { type Platform, type Range, ruleOf } from '@genie-helper/captions/rules';

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
