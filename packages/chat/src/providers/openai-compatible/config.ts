import type { ModelServer } from '@genie-helper/language-model';

/** Where the model is and how long it may be silent. */
export type OpenAiCompatibleChatConfig = ModelServer & {
  /** Bounds the wait for the first piece of an answer and for every further one, in milliseconds. */
  readonly timeoutMs: number;
};

/** Bounds on every answer that no deployment needs to change. */
export const bounds = {
  /** Calls of the model for one answer; the last one may call no tool. */
  steps: 5,
  /** Tools called for one answer, over all steps. */
  toolCalls: 10,
  maxOutputTokens: 1_000,
  /** Bytes of one step; a token is an event of some 300 bytes, so this is several times what is due. */
  maxAnswerBytes: 2 * 1024 * 1024,
  temperature: 0.5,
  /** A whole answer, tools included, as a multiple of the timeout. */
  timeouts: 4,
} as const;
