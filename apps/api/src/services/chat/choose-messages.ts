import type { KeptMessage } from '../../chat/chat-store.ts';

/** How much of a conversation a model is given, the new message included. */
export const historyBounds = { messages: 40, characters: 12_000 } as const;

/**
 * The end of a conversation that fits, with the new message last. The new one is always in it; a message before it
 * is in it whole or not at all.
 *
 * @param earlier what was said before, oldest first
 */
export function chooseMessages(earlier: readonly KeptMessage[], message: string): KeptMessage[] {
  const chosen: KeptMessage[] = [{ role: 'user', content: message }];
  let characters = message.length;
  for (const before of earlier.toReversed()) {
    characters += before.content.length;
    if (characters > historyBounds.characters || chosen.length === historyBounds.messages) break;
    chosen.unshift(before);
  }
  return chosen;
}
