/** One message of a conversation. */
export type ChatMessage = { readonly role: 'user' | 'assistant'; readonly content: string };

/**
 * The same conversation as models take it: it begins with the user, and the two take turns. Several templates
 * (Mistral's among them) refuse anything else, and a message whose answer failed would leave two of one kind.
 */
export function takingTurns(messages: readonly ChatMessage[]): ChatMessage[] {
  const turns: ChatMessage[] = [];
  for (const message of messages) {
    const last = turns.at(-1);
    if (last === undefined && message.role === 'assistant') continue;
    if (last?.role === message.role) {
      turns[turns.length - 1] = { ...last, content: `${last.content}\n\n${message.content}` };
    } else turns.push(message);
  }
  return turns;
}
