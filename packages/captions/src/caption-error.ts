/** Every way that writing a caption can fail, with the sentence that a caller may show. */
export const captionErrors = {
  'captions.topic_refused': 'Captions about minors are not written.',
  'captions.model_failed': 'The caption model gave no usable answer.',
  'captions.model_timeout': 'The caption model took too long to answer.',
  'captions.aborted': 'The caption was no longer wanted.',
} as const;

export type CaptionErrorCode = keyof typeof captionErrors;

/**
 * The one error of this package. `message` is for people and always the sentence of the code.
 * `detail` is for the log: a short description of ours, never upstream text, an address or a key.
 */
export class CaptionError extends Error {
  override readonly name = 'CaptionError';
  readonly code: CaptionErrorCode;
  readonly detail: string;

  constructor(code: CaptionErrorCode, detail: string) {
    super(captionErrors[code]);
    this.code = code;
    this.detail = detail;
  }
}
