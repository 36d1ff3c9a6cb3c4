import type { ResolvedCaptionRequest } from '../caption-request.ts';
import { ruleOf } from '../platform-rules.ts';
import { isSuggestive, mentionsMinor } from './screen-text.ts';

/**
 * Whether a request is refused before any provider sees it: everything the caller wrote (topic,
 * tone, name) is read together, so that no two fields share out what neither may say.
 *
 * On an adult platform any mention of a minor refuses. Elsewhere a mention is fine, a family
 * picnic is no offence, unless the same request is suggestive.
 */
export function isRefused(request: ResolvedCaptionRequest): boolean {
  const texts = [request.topic, request.tone, request.platformUsername ?? ''];
  const together = texts.join(' ');
  const aboutMinor = [together, ...texts].some(mentionsMinor);
  return aboutMinor && (ruleOf(request.platform).adult || isSuggestive(together));
}
