/** Every way that an answer can fail, with the sentence that a caller may show. */
export const chatErrors = {
  'chat.message_refused': 'Minors and anything suggestive have no place together.',
  'chat.answer_refused': 'The answer was cut off: it was not fit to be shown.',
  'chat.model_failed': 'The chat model gave no usable answer.',
  'chat.model_timeout': 'The chat model took too long to answer.',
  'chat.aborted': 'The answer was no longer wanted.',
} as const;

export type ChatErrorCode = keyof typeof chatErrors;

/**
 * The one error of this package. `message` is for people and always the sentence of the code.
 * `detail` is for the log: a short description of ours, never upstream text, an address or a key.
 */
export class ChatError extends Error {
  override readonly name = 'ChatError';
  readonly code: ChatErrorCode;
  readonly detail: string;

  constructor(code: ChatErrorCode, detail: string) {
    super(chatErrors[code]);
    this.code = code;
    this.detail = detail;
  }
}
