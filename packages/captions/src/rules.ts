/** The rules alone: nothing that writes captions, so that pages can carry them. */
export { type CaptionRequest, captionDefaults } from './caption-request.ts';
export {
  countCharacters,
  countHashtagLike,
  countSentences,
  findHashtags,
} from './caption-text.ts';
export { checkCaption, type Violation, type ViolationCode } from './check-caption.ts';
export { removeLinks } from './links.ts';
export {
  type Length,
  lengths,
  type Platform,
  type PlatformRule,
  platforms,
  type Range,
  ruleOf,
  sentencesFor,
} from './platform-rules.ts';
