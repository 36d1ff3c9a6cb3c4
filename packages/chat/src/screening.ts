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

/** Pieces of at least this weight, after the first one, so that a flood of tiny sentences stays cheap. */
const shortestPiece = 40;

/** Text without a sentence's end is let through in pieces of about this weight. */
const longestWait = 240;

/** A space or the end of what came follows where the mark has other uses, as in 3.14; the marks of other scripts have none. */
const sentenceEnd =
  /(?:[.!?…:;](?:["'”’)\]*_]*)(?=\s|$)|[\u3002\uff61\uff01\uff1f\uff0e\u0964\u0965\u061f\u06d4\u0589\u1362\u17d4\u17d5\u104a\u104b\u0f0d](?:["'”’)\]*_」』】）〉》]*)|\n)/gu;

/** Scripts that say as much in one character as others in three, and most of which put no spaces between words. */
const dense =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/gu;
/** Where words of such a script begin is found by what follows; of this many characters at the end it isn't sure. */
const unsure = 16;
const words = new Intl.Segmenter(undefined, { granularity: 'word' });
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
    /** Takes what came and gives what may be sent on: whole sentences, or whole words of a long one. @throws ChatError `chat.answer_refused` */
    push(text: string): string {
      held += text;
      const end = lastSentenceEnd(held);
      const isFirst = before === '';
      if (end > 0 && (isFirst || weigh(held.slice(0, end)) >= shortestPiece)) return release(end);
      return weigh(held) < longestWait ? '' : release(wholeWordsLength(held));
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

/** The length of a text as its readers see it. */
function weigh(text: string): number {
  return text.length + 2 * (text.match(dense)?.length ?? 0);
}

/** Where the last word that is surely whole ends; the end of the text where it's one word. */
function wholeWordsLength(text: string): number {
  const space = text.search(/\s\S*$/u);
  if (space > text.length / 2) return space;
  const starts = [...words.segment(text)].map(({ index }) => index);
  return starts.findLast((start) => start > 0 && start <= text.length - unsure) ?? text.length;
}

/**
 * Whether a message is refused before anyone answers it: it points at a minor and is suggestive, by the lists that
 * captions are screened with. Naming an adult platform counts as suggestive. Where a reading is unsure, it's refused.
 */
export function isMessageRefused(message: string): boolean {
  return mentionsMinor(message) && isSuggestive(message);
}
