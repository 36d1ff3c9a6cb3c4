/**
 * Screening of an answer while it grows.
 *
 * Guarantees: no text is let through after which minors and something suggestive stand in one conversation: minors
 * in what the caller wrote or in the answer so far, the suggestive in the answer. Words that stand across two
 * pieces are found. The cost grows with the length of the answer, not with the number of its pieces.
 * Doesn't guarantee: more than the captions' lists do. The name of an adult platform alone isn't suggestive here:
 * this product's help is about them, their rules for ages included.
 */
import { isSuggestive, mentionsMinor } from '@genie-helper/captions';
import { ChatError } from './providers/chat-provider.ts';

/** How much of what was let through is read again with the next piece. */
const overlap = 160;

/** Pieces of at least this length, after the first one, so that a flood of tiny sentences stays cheap. */
const shortestPiece = 40;

/** Text without a sentence's end is let through in pieces of this length. */
const longestWait = 240;
const sentenceEnd = /[.!?…:;。！？](?:["'”’)\]*_]*)(?=\s)|\n/gu;
const platformNames = /only\s?fans|fansly/giu;

/** @param callerMessages everything of the caller's that the answer may go by */
export function createAnswerScreen(callerMessages: readonly string[]) {
  let aboutMinor = mentionsMinor(callerMessages.join('\n'));
  let isSuggestiveSoFar = false;
  let held = '';
  let before = '';

  function release(length: number): string {
    const piece = held.slice(0, length);
    if (piece === '') return '';
    const read = before + piece;
    aboutMinor ||= mentionsMinor(read);
    isSuggestiveSoFar ||= isSuggestive(read.replace(platformNames, ' '));
    if (aboutMinor && isSuggestiveSoFar) {
      held = '';
      throw new ChatError('chat.answer_refused', 'minors with something suggestive');
    }
    held = held.slice(length);
    before = read.slice(-overlap);
    return piece;
  }

  return {
    /** Takes what came and gives what may be sent on, whole sentences. @throws ChatError `chat.answer_refused` */
    push(text: string): string {
      held += text;
      const end = lastSentenceEnd(held);
      const isFirst = before === '';
      if (end >= (isFirst ? 1 : shortestPiece)) return release(end);
      if (held.length < longestWait) return '';
      const space = held.lastIndexOf(' ');
      return release(space > 0 ? space : held.length);
    },
    /** Gives the rest, at the end of the answer. @throws ChatError `chat.answer_refused` */
    finish: () => release(held.length),
  };
}

function lastSentenceEnd(text: string): number {
  let end = 0;
  for (const match of text.matchAll(sentenceEnd)) end = match.index + match[0].length;
  return end;
}

/**
 * Whether a message is refused before anyone answers it: it points at a minor and is suggestive, by the lists that
 * captions are screened with. Naming an adult platform counts as suggestive. Where a reading is unsure, it's refused.
 */
export function isMessageRefused(message: string): boolean {
  return mentionsMinor(message) && isSuggestive(message);
}
