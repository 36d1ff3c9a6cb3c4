import type { ResolvedCaptionRequest } from '../caption-request.ts';

export type ProviderCall = {
  /** The rules, as instructions. */
  readonly system: string;
  /** The request as data, and on a second try what was wrong with the first. */
  readonly prompt: string;
  /** The request itself, for a provider that needs no prompt. */
  readonly request: ResolvedCaptionRequest;
  /** Ends the call; a provider frees its sockets when it fires. */
  readonly signal: AbortSignal;
};

/**
 * Someone who writes captions. Its text is never trusted: the caption writer cleans and checks
 * it. `model` is what a caller is told wrote the caption. A provider throws `CaptionError` with
 * `captions.model_failed` or `captions.model_timeout`, and makes one attempt a call.
 */
export type CaptionProvider = {
  readonly name: string;
  generate(call: ProviderCall): Promise<{ readonly text: string; readonly model: string }>;
};
