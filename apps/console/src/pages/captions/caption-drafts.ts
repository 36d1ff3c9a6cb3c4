import { captionDefaults, type Length, type Platform } from '@genie-helper/captions/rules';
import type { CaptionRequest } from '@genie-helper/client';

/** What the form holds. */
export interface CaptionFormValues {
  platform: Platform;
  tone: string;
  topic: string;
  length: Length;
}

/** What the API takes at most, in characters. */
export const longestTone = 60;
export const longestTopic = 500;

/** Tone and topic are left to the server, whose defaults the form shows as placeholders. */
export const emptyForm: CaptionFormValues = {
  platform: captionDefaults.platform,
  tone: '',
  topic: '',
  length: captionDefaults.length,
};

/** The request that the form asks for; what is blank is left out. */
export function toCaptionRequest({
  platform,
  tone,
  topic,
  length,
}: CaptionFormValues): CaptionRequest {
  const optional = { tone: tone.trim(), topic: topic.trim() };
  return {
    platform,
    length,
    ...(optional.tone === '' ? {} : { tone: optional.tone }),
    ...(optional.topic === '' ? {} : { topic: optional.topic }),
  };
}
