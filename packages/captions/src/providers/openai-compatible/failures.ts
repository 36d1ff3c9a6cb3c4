import { CaptionError } from '../../caption-error.ts';
import { AnswerTooLargeError } from './bounded-fetch.ts';

/**
 * What the SDK threw, as the package's own error. The detail names a kind and a status and
 * nothing else: the SDK's messages and causes hold the address, the prompt and upstream text.
 */
export function toCaptionError(error: unknown): CaptionError {
  if (error instanceof CaptionError) return error;
  const chain = causes(error);
  if (chain.some((cause) => cause instanceof AnswerTooLargeError))
    return failed('answer too large');
  const status = chain.map((cause) => field(cause, 'statusCode')).find(Number.isInteger);
  if (status !== undefined)
    return failed(status === 200 ? 'unreadable answer' : `status ${status}`);
  const code = chain
    .map((cause) => field(cause, 'code'))
    .find((value) => typeof value === 'string');
  return failed(typeof code === 'string' && /^[A-Z_]{3,40}$/u.test(code) ? code : 'no answer');
}

function failed(detail: string): CaptionError {
  return new CaptionError('captions.model_failed', `openai-compatible: ${detail}`);
}

/** An error and what caused it, at most five deep. */
function causes(error: unknown): object[] {
  const chain: object[] = [];
  let at = error;
  while (typeof at === 'object' && at !== null && chain.length < 5) {
    chain.push(at);
    at = field(at, 'cause');
  }
  return chain;
}

function field(holder: object, name: string): unknown {
  return Reflect.get(holder, name);
}
