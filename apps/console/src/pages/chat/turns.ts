import { GenieApiError, GenieError } from '@genie-helper/client';

/** A question of this visit, and what came of it. */
export interface Turn {
  id: number;
  question: string;
  /** ISO 8601. */
  askedAt: string;
  /** As far as it has come. */
  answer: string;
  state: 'streaming' | 'done' | 'stopped' | 'failed';
  /** Why it failed. */
  error?: unknown;
}

/** What happens to turns; all but the first is ignored for a turn that is over. */
export type TurnEvent =
  | { type: 'asked'; id: number; question: string; at: string }
  | { type: 'received'; id: number; piece: string }
  | { type: 'done'; id: number }
  | { type: 'stopped'; id: number }
  | { type: 'failed'; id: number; error: unknown }
  | { type: 'withdrawn'; id: number };

/** The turns after an event. Asking anew in a turn that failed takes the place of its answer. */
export function afterEvent(turns: readonly Turn[], event: TurnEvent): readonly Turn[] {
  const { id } = event;
  if (event.type === 'asked') {
    const { question, at: askedAt } = event;
    const turn: Turn = { id, question, askedAt, answer: '', state: 'streaming' };
    const isAgain = turns.some((one) => one.id === id);
    return isAgain ? turns.map((one) => (one.id === id ? turn : one)) : [...turns, turn];
  }
  if (event.type === 'withdrawn') return turns.filter((turn) => turn.id !== id);
  return turns.map((turn) => {
    return turn.id === id && turn.state === 'streaming' ? changed(turn, event) : turn;
  });
}

function changed(turn: Turn, event: Exclude<TurnEvent, { type: 'asked' | 'withdrawn' }>): Turn {
  if (event.type === 'received') return { ...turn, answer: turn.answer + event.piece };
  // What a server cut off may end in a space.
  const answer = turn.answer.trimEnd();
  if (event.type === 'failed') return { ...turn, answer, state: 'failed', error: event.error };
  return { ...turn, answer, state: event.type };
}

/** Whether an answer is on its way. */
export function isStreaming(turns: readonly Turn[]): boolean {
  return turns.some(({ state }) => state === 'streaming');
}

/**
 * What a screen reader is told of the last turn: a finished answer as a whole, never piece by piece. A failure is an
 * alert of its own.
 */
export function announcementOf(turns: readonly Turn[]): string {
  const last = turns.at(-1);
  if (last === undefined || last.state === 'failed') return '';
  if (last.state === 'streaming') return 'The assistant is answering.';
  return last.state === 'stopped'
    ? 'The answer was stopped.'
    : `The assistant says: ${last.answer}`;
}

/** Whether the same message may fare better another time: not where it is the message that was refused. */
export function mayAskAgain(error: unknown): boolean {
  if (!(error instanceof GenieApiError)) return true;
  const { status = 500 } = error;
  return status >= 500 || status === 408 || status === 429;
}

/** How many seconds the server asks to wait; 0 where it doesn't say. */
export function waitBeforeAsking(error: unknown): number {
  const ms = error instanceof GenieError ? (error.retryAfterMs ?? 0) : 0;
  return Math.ceil(Math.max(0, ms) / 1_000);
}
