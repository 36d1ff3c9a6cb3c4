import {
  type ChatCall,
  ChatError,
  type ChatProvider,
  takingTurns,
} from './providers/chat-provider.ts';
import { createAnswerScreen, isMessageRefused } from './screening.ts';

/** Answers in the chat. */
export type ChatAssistant = ReturnType<typeof createChatAssistant>;

/** Characters of one answer; five steps of a model at its limit stay below. */
const longestAnswer = 24_000;

/** Control characters: a terminal obeys them, and PostgreSQL keeps no NUL. */
const unprintable = /(?![\n\t])\p{Cc}/gu;

/** An assistant over one provider: it refuses messages and cuts off answers that aren't fit to be shown. */
export function createChatAssistant({ provider }: { provider: ChatProvider }) {
  return {
    /**
     * The answer, piece by piece. Ending the iteration early ends the model's call.
     *
     * @throws ChatError `chat.message_refused` before the provider is asked · `chat.answer_refused` ·
     *   `chat.answer_cut` · `chat.model_failed` · `chat.model_timeout` · `chat.model_busy` ·
     *   `chat.aborted`, each after what was said until then
     */
    async *answer(call: ChatCall): AsyncGenerator<string, void, undefined> {
      const messages = takingTurns(call.messages);
      const asked = call.messages
        .filter(({ role }) => role === 'user')
        .map(({ content }) => content);
      if (isMessageRefused(asked.at(-1) ?? '')) {
        throw new ChatError('chat.message_refused', 'the message to answer');
      }
      const screen = createAnswerScreen(asked);
      let length = 0;
      try {
        for await (const piece of provider.answer({ ...call, messages })) {
          const text = piece.replace(unprintable, '');
          length += text.length;
          if (length > longestAnswer) throw new ChatError('chat.model_failed', 'answer too long');
          const ready = screen.push(text);
          if (ready !== '') yield ready;
        }
      } catch (error) {
        const rest = screen.finish();
        if (rest !== '') yield rest;
        throw error;
      }
      const rest = screen.finish();
      if (rest !== '') yield rest;
    },
  };
}
