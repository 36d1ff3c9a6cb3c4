/**
 * Messages that left the composer and of which the server has said nothing yet. They are kept in this tab, so that they
 * are given back where the page is left or loaded anew before they got through.
 */
import { readDraft, writeDraft } from '../../session/draft-storage.ts';

export interface Unsent {
  sessionId: string;
  question: string;
  /** Set where it is known that it didn't get through. */
  failed?: true;
}

const name = 'chat.unsent';

export function readUnsent(userId: string): readonly Unsent[] {
  return readDraft<readonly Unsent[]>(userId, name, []);
}

/** Keeps it, once. */
export function noteUnsent(userId: string, message: Unsent): void {
  writeDraft(userId, name, [...withoutIt(readUnsent(userId), message), message]);
}

/** It got through, or is in the composer again. */
export function forgetUnsent(userId: string, message: Unsent): void {
  writeDraft(userId, name, withoutIt(readUnsent(userId), message));
}

function withoutIt(all: readonly Unsent[], { sessionId, question }: Unsent) {
  return all.filter((one) => one.sessionId !== sessionId || one.question !== question);
}

/**
 * Those to give back where a conversation is opened: its own that aren't in it, and of others what is known to have failed.
 *
 * @param said what the user has said in it, as the server has it
 */
export function lostMessages(
  left: readonly Unsent[],
  sessionId: string,
  said: readonly string[],
): { lost: readonly Unsent[]; settled: readonly Unsent[] } {
  const own = left.filter((one) => one.sessionId === sessionId);
  const others = left.filter((one) => one.sessionId !== sessionId && one.failed === true);
  const lost = [...own.filter(({ question }) => !said.includes(question)), ...others];
  return { lost, settled: [...own, ...others] };
}
