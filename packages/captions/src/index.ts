export { createModelPause } from '@genie-helper/language-model';
export {
  type CaptionRequest,
  captionDefaults,
  type ResolvedCaptionRequest,
  resolveRequest,
} from './caption-request.ts';
export { type Caption, type CaptionWriter, createCaptionWriter } from './caption-writer.ts';
export { checkCaption, type Violation, type ViolationCode } from './check-caption.ts';
export {
  captionRules,
  type Length,
  lengths,
  type Platform,
  type PlatformRule,
  platforms,
} from './platform-rules.ts';
export { type BuiltinConfig, createBuiltinProvider } from './providers/builtin/provider.ts';
export {
  CaptionError,
  type CaptionErrorCode,
  type CaptionProvider,
  captionErrors,
  type ProviderCall,
} from './providers/caption-provider.ts';
export { createOpenAiCompatibleProvider } from './providers/openai-compatible.ts';
export { isSuggestive, mentionsMinor } from './screening/screen-text.ts';
