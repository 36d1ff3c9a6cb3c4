import type { PendingAnswer } from '../../chat/answer-message.ts';
import { AppError } from '../../errors/app-error.ts';
import { errorTable } from '../../http/errors.ts';
import type { ChatLog } from './chat-caller.ts';
import { toChatFailure } from './chat-failure.ts';

/** One event of the chat; the last of a stream has `close: true`. */
export interface ChatEvent {
  type: 'textResponseChunk' | 'finalizeResponseStream' | 'error';
  textResponse: string;
  close: boolean;
  error: boolean;
}

/**
 * An answer as events: its pieces, then an end or an error in the words of the error table. Somebody who has gone
 * gets neither.
 *
 * @param signal ends the answer
 */
export async function* chatEvents(
  answer: PendingAnswer,
  signal: AbortSignal,
  log: ChatLog,
): AsyncGenerator<ChatEvent, void, undefined> {
  try {
    for await (const piece of answer(signal)) {
      yield { type: 'textResponseChunk', textResponse: piece, close: false, error: false };
    }
    yield { type: 'finalizeResponseStream', textResponse: '', close: true, error: false };
  } catch (error) {
    if (signal.aborted && !(signal.reason instanceof AppError)) {
      log.info({}, 'answer left by its reader');
      return;
    }
    const { code, internal } = toChatFailure(error, signal);
    const { status, sentence } = errorTable[code];
    if (status >= 500) {
      log.error({ code, internal, err: status === 500 ? error : undefined }, 'answer broke off');
    } else log.info({ code, internal }, 'answer broke off');
    yield { type: 'error', textResponse: sentence, close: true, error: true };
  }
}
