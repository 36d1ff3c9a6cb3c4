import { type AnswerEnd, createIdleTimeout, ModelError } from '@genie-helper/language-model';
import type { ResolvedCaptionRequest } from '../caption-request.ts';
import type { Violation } from '../check-caption.ts';

export type ProviderCall = {
  /** The rules, as instructions. */
  readonly system: string;
  /** The request as data, and on a second try what was wrong with the first. */
  readonly prompt: string;
  /** The request itself, for a provider that needs no prompt. */
  readonly request: ResolvedCaptionRequest;
  /** The rules that a text breaks: what the writer will hold against the answer. */
  check(text: string): readonly Violation[];
  /** Ends the call; a provider frees its sockets when it fires. */
  readonly signal: AbortSignal;
};

/**
 * Someone who writes captions. Its text is never trusted: the caption writer cleans and checks
 * it. `model` is what a caller is told wrote the caption. A provider throws `CaptionError` with
 * `captions.model_failed`, `captions.model_timeout` or `captions.model_busy`, and makes one attempt a call. A text may be empty; `end` says
 * how a model's answer ended, `whole` where it's left out.
 */
export type CaptionProvider = {
  readonly name: string;
  /** Its text is the caption itself, and not a model's answer with a caption in it. */
  readonly isVerbatim?: true;
  /** It waits for nothing and reads no prompt: no caller can go meanwhile, no time run out, and no prompt is written. */
  readonly isImmediate?: true;
  generate(call: ProviderCall): Promise<{
    readonly text: string;
    readonly model: string;
    readonly end?: AnswerEnd;
  }>;
};

/** Every way that writing a caption can fail, with the message that a caller may show. */
export const captionErrors = {
  'captions.topic_refused': 'Captions about minors are not written.',
  'captions.model_failed': 'The caption model gave no usable answer.',
  'captions.model_timeout': 'The caption model took too long to answer.',
  'captions.model_busy': 'The caption model takes no more for the moment.',
  'captions.aborted': 'The caption was no longer wanted.',
} as const;

export type CaptionErrorCode = keyof typeof captionErrors;

/** The one error of this package. */
export class CaptionError extends ModelError<CaptionErrorCode> {
  override readonly name = 'CaptionError';

  /** @param retryAfterSeconds with `captions.model_busy`: when to ask again */
  constructor(code: CaptionErrorCode, detail: string, retryAfterSeconds?: number) {
    super(captionErrors, code, detail, retryAfterSeconds);
  }
}

/**
 * Runs `work` for at most `timeoutMs` and until `caller` fires, whether or not `work` heeds the
 * signal it gets. Throws `CaptionError`: `captions.model_timeout`, `captions.aborted`, the one
 * that `work` threw, or `captions.model_failed` in place of any other error of it.
 */
export async function withTimeout<Result>(
  timeoutMs: number,
  caller: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const stopError = (why: 'aborted' | 'timeout') =>
    why === 'aborted'
      ? new CaptionError('captions.aborted', 'the caller went away')
      : new CaptionError('captions.model_timeout', `no caption within ${timeoutMs} ms`);
  if (caller?.aborted) throw stopError('aborted');
  const timeout = createIdleTimeout(caller, { totalMs: timeoutMs }, stopError);
  try {
    return await timeout.waitFor(work(timeout.signal));
  } catch (error) {
    throw asCaptionError(error);
  } finally {
    timeout.end();
  }
}

/** The same for work that waits for nothing: nothing can end it while it runs. */
export async function withoutWaiting<Result>(
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  try {
    return await work(never);
  } catch (error) {
    throw asCaptionError(error);
  }
}

const never = new AbortController().signal;

function asCaptionError(error: unknown): CaptionError {
  if (error instanceof CaptionError) return error;
  const name = error instanceof Error ? error.constructor.name : typeof error;
  return new CaptionError('captions.model_failed', `the provider threw ${name}`);
}
