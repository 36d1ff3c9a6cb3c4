import { formatClock } from '../../timestamps.ts';

/** The most characters that the API takes in a message, counted in code points as it counts them. */
export const maxMessageLength = 4_000;

/** Control characters but for line breaks and tabs; the API refuses them, and they come with pasted text. */
const unwanted = /[^\P{Cc}\n\r\t]/gu;

/** The message as it is sent: without what is around it and what nobody can see. */
export function toMessage(draft: string): string {
  return draft.replace(unwanted, '').toWellFormed().trim();
}

/** How long the message would be, and whether it may be sent. */
export function measureMessage(draft: string) {
  const { length } = [...toMessage(draft)];
  const excess = Math.max(0, length - maxMessageLength);
  return { length, excess, maySend: length > 0 && excess === 0 };
}

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const dayOfYear = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' });

/**
 * A timestamp in the reader's zone, as short as can be told apart: the time for today, with the day before it for other
 * days, with the year for other years.
 */
export function formatMessageTime(at: string, now: Date): string {
  const date = new Date(at);
  const time = formatClock(date);
  if (time === '' || date.toDateString() === now.toDateString()) return time;
  const isThisYear = date.getFullYear() === now.getFullYear();
  return `${(isThisYear ? day : dayOfYear).format(date)}, ${time}`;
}
