/**
 * An answer without what the model's chat template leaves in it.
 *
 * Guarantees: reasoning between its marks is left out, closed or not. The answer is over where a turn ends or
 * another one begins. Tokens that stand for nothing go. It holds however the answer is cut into pieces, and the
 * work grows with the answer's length.
 * Doesn't guarantee, of a stream: reasoning that nothing opened has been let through when its closing mark comes.
 */
import {
  closingMark,
  edgeToken,
  idleToken,
  markStart,
  mayBecomeMark,
  otherTurn,
  ownTurn,
  ownTurnAhead,
  reasoningMarks,
  turnEnd,
} from './template-marks.ts';

/** Filters one turn of a model while it comes. */
export type MarkupFilter = ReturnType<typeof createMarkupFilter>;

/** A whole answer without template marks, and without what stands before a closing mark that nothing opened. */
export function withoutMarkup(answer: string): string {
  let said = '';
  const filter = createMarkupFilter(() => {
    said = '';
  });
  // One piece after the other, as `onClosing` takes back what was said before.
  for (const text of filter.read(answer, true)) said += text;
  return said;
}

/**
 * @param onClosing told of a mark that closes reasoning which nothing opened: all text before it was reasoning
 */
export function createMarkupFilter(onClosing: () => void = () => {}) {
  let held = '';
  /** What ends the part that is being left out. */
  let skippedUntil: RegExp | undefined;
  let isOver = false;
  let hasText = false;
  /** White space and edge tokens behind the text, which go on only before more of it. */
  let edge = '';

  /** Takes the mark at `at`, if there is one, and gives its length. */
  function take(at: number): number {
    const opening = reasoningMarks.find(({ open }) => lengthAt(open, held, at) > 0);
    if (opening !== undefined) {
      skippedUntil = opening.close;
      return lengthAt(opening.open, held, at);
    }
    const closing = lengthAt(closingMark, held, at);
    if (closing > 0) {
      onClosing();
      hasText = false;
      edge = '';
      return closing;
    }
    const other = lengthAt(otherTurn, held, at);
    if (other > 0) {
      // Before all text it's the prompt that is repeated.
      if (hasText) isOver = true;
      else skippedUntil = ownTurnAhead;
      return other;
    }
    const turn = lengthAt(ownTurn, held, at) || lengthAt(turnEnd, held, at);
    if (turn > 0) {
      isOver = hasText;
      return turn;
    }
    const atEdge = lengthAt(edgeToken, held, at);
    if (atEdge > 0 && hasText) edge += held.slice(at, at + atEdge);
    return atEdge || lengthAt(idleToken, held, at);
  }

  function say(text: string): string {
    const words = text.trimEnd();
    if (words.trimStart() === '') {
      if (hasText) edge += text;
      return '';
    }
    const said = hasText ? edge + words : words.trimStart();
    edge = text.slice(words.length);
    hasText = true;
    return said;
  }

  function* read(piece: string, isLast: boolean): Generator<string, void, undefined> {
    held += piece;
    let at = 0;
    while (!isOver && at < held.length) {
      if (skippedUntil !== undefined) {
        skippedUntil.lastIndex = at;
        const end = skippedUntil.exec(held);
        if (end === null) {
          // A closing mark may have begun.
          at = isLast ? held.length : Math.max(at, held.length - longestClosing);
          break;
        }
        skippedUntil = undefined;
        at = end.index + end[0].length;
        continue;
      }
      markStart.lastIndex = at;
      const next = markStart.exec(held)?.index ?? held.length;
      yield say(held.slice(at, next));
      at = next;
      if (at === held.length || (!isLast && mayBecomeMark(held.slice(at)))) break;
      const length = take(at);
      if (length === 0) yield say(held[at] ?? '');
      at += length || 1;
    }
    held = isOver || isLast ? '' : held.slice(at);
  }

  return {
    read,
    /** Takes the next piece and gives what may go on. */
    push: (piece: string) => [...read(piece, false)].join(''),
    /** Gives the rest, at the end of the turn. */
    finish: () => [...read('', true)].join(''),
  };
}

const longestClosing = 80;

/** How much of the text a mark takes that begins at `at`; 0 where it doesn't. */
function lengthAt(mark: RegExp, text: string, at: number): number {
  mark.lastIndex = at;
  return mark.exec(text)?.[0].length ?? 0;
}
