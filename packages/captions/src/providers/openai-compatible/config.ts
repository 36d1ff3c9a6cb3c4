import type { ModelServer } from '@genie-helper/language-model';

/** Where the model is and how far it is trusted to be quick and brief. */
export type OpenAiCompatibleConfig = ModelServer & {
  /** Bounds one call, from connecting to the last byte, in milliseconds. */
  readonly timeoutMs: number;
};

/** Bounds on every call that no deployment needs to change. */
export const bounds = {
  /** Room for a long caption and a short line of thought. */
  maxOutputTokens: 600,
  /** Bytes of an answer after decompression; a caption's is some 3,000. */
  maxAnswerBytes: 256 * 1024,
  temperature: 0.9,
} as const;
