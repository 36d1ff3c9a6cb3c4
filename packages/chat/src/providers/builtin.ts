import { setImmediate as pause } from 'node:timers/promises';
import { ChatError } from '../chat-error.ts';
import { helpFor } from './builtin/help-texts.ts';
import type { ChatProvider } from './chat-provider.ts';

/** Says that there is no model, and helps with fixed texts. Calls no tool. */
export function createBuiltinChat(): ChatProvider {
  return {
    name: 'builtin',
    async *answer({ messages, signal }) {
      const sentences = helpFor(messages.at(-1)?.content ?? '');
      for (const [index, sentence] of sentences.entries()) {
        await pause();
        if (signal.aborted) throw new ChatError('chat.aborted', 'the caller went away');
        yield index === 0 ? sentence : ` ${sentence}`;
      }
    },
  };
}
