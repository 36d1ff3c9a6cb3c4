import assert from 'node:assert/strict';
import { type ChatAssistant, type ChatCall, ChatError } from '../../src/index.ts';

/** What came of an answer: its pieces, and the error that ended it. */
export type Heard = {
  readonly pieces: string[];
  readonly text: string;
  readonly error: ChatError | undefined;
};

/** Asks one message, without tools unless given, and listens to the end. */
export async function ask(
  assistant: ChatAssistant,
  message: string,
  call: Partial<ChatCall> = {},
): Promise<Heard> {
  const pieces: string[] = [];
  let error: ChatError | undefined;
  try {
    for await (const piece of assistant.answer({
      messages: [{ role: 'user', content: message }],
      tools: [],
      signal: new AbortController().signal,
      ...call,
    })) {
      pieces.push(piece);
    }
  } catch (thrown) {
    assert.ok(thrown instanceof ChatError, String(thrown));
    error = thrown;
  }
  return { pieces, text: pieces.join(''), error };
}
