import { ChatError, type ChatErrorCode } from '@genie-helper/chat';
import { AppError } from '../../errors/app-error.ts';
import type { ErrorCode } from '../../http/errors.ts';

const codes: Record<ChatErrorCode, ErrorCode> = {
  'chat.message_refused': 'chat.message_refused',
  'chat.answer_refused': 'chat.answer_refused',
  'chat.model_failed': 'chat.model_failed',
  'chat.model_timeout': 'chat.model_timeout',
  // Nobody is left to read it.
  'chat.aborted': 'chat.model_failed',
};

/**
 * Why an answer ended, as an error of ours.
 *
 * @param signal what ended the answer, if something did; a reason of ours in it is why
 */
export function toChatFailure(error: unknown, signal?: AbortSignal): AppError {
  if (signal?.aborted && signal.reason instanceof AppError) return signal.reason;
  if (error instanceof AppError) return error;
  if (error instanceof ChatError)
    return new AppError(codes[error.code], { internal: error.detail });
  const internal = error instanceof Error ? error.name : typeof error;
  return new AppError('server.internal', { internal, cause: error });
}
