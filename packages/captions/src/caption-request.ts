import type { Length, Platform } from './platform-rules.ts';

/** What a caller asks for; whatever is left out is taken from `captionDefaults`. */
export type CaptionRequest = {
  readonly platform?: Platform | undefined;
  /** Free text, up to 60 characters. */
  readonly tone?: string | undefined;
  /** Free text, up to 500 characters. */
  readonly topic?: string | undefined;
  readonly length?: Length | undefined;
  /** The creator's name on the platform. */
  readonly platformUsername?: string | undefined;
};

/** A request with nothing left open. */
export type ResolvedCaptionRequest = {
  readonly platform: Platform;
  readonly tone: string;
  readonly topic: string;
  readonly length: Length;
  readonly platformUsername?: string;
};

/** What a request means where it says nothing. */
export const captionDefaults = {
  platform: 'onlyfans',
  tone: 'playful',
  topic: 'new content drop',
  length: 'medium',
} as const satisfies ResolvedCaptionRequest;

/** Fills in the defaults; a tone, topic or name of white space counts as left out. */
export function resolveRequest(request: CaptionRequest): ResolvedCaptionRequest {
  const platformUsername = request.platformUsername?.trim();
  return {
    platform: request.platform ?? captionDefaults.platform,
    tone: request.tone?.trim() || captionDefaults.tone,
    topic: request.topic?.trim() || captionDefaults.topic,
    length: request.length ?? captionDefaults.length,
    ...(platformUsername ? { platformUsername } : {}),
  };
}
