/** The rules alone: nothing that writes captions, so that pages can carry them. */
export { type CaptionRequest, captionDefaults } from './caption-request.ts';
export { removeLinks } from './caption-text.ts';
export { checkCaption, type Violation, type ViolationCode } from './check-caption.ts';
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
export { countCharacters } from './text/count-characters.ts';
export { countHashtagLike, findHashtags } from './text/hashtags.ts';
export { countSentences } from './text/sentences.ts';
