/** Where the model is and how far it is trusted to be quick and brief. */
export type OpenAiCompatibleConfig = {
  /** Up to and including `/v1`, without a trailing slash. */
  readonly baseUrl: string;
  readonly model: string;
  readonly apiKey?: string | undefined;
  /** Bounds one call, from connecting to the last byte, in milliseconds. */
  readonly timeoutMs: number;
  /** For tests; the runtime's own otherwise. */
  readonly fetch?: typeof globalThis.fetch;
};

/** Bounds on every call that no deployment needs to change. */
export const bounds = {
  /** Room for a long caption and a short line of thought. */
  maxOutputTokens: 600,
  /** Bytes of an answer after decompression; a caption's is some 3,000. */
  maxAnswerBytes: 256 * 1024,
  temperature: 0.9,
} as const;
