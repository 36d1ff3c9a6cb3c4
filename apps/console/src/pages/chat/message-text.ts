/** The most characters that the API takes in a message, counted in code points as it counts them. */
export const maxMessageLength = 4_000;

/** From here on the count is worth a look. */
const nearLimit = maxMessageLength * 0.9;

/** Control characters but for line breaks and tabs; the API refuses them, and they come with pasted text. */
const unwanted = /[^\P{Cc}\n\r\t]/gu;

/** The message as it is sent: without what is around it and what nobody can see. */
export function toMessage(draft: string): string {
  return draft.replace(unwanted, '').toWellFormed().trim();
}

/** How long the message would be, and whether it may be sent. */
export function measureMessage(draft: string): {
  length: number;
  excess: number;
  isNearLimit: boolean;
  maySend: boolean;
} {
  let length = 0;
  for (const _ of toMessage(draft)) length += 1;
  const excess = Math.max(0, length - maxMessageLength);
  return {
    length,
    excess,
    isNearLimit: length >= nearLimit,
    maySend: length > 0 && excess === 0,
  };
}

const time = new Intl.DateTimeFormat('en', {
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

const day = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short' });

const dayOfYear = new Intl.DateTimeFormat('en', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
});

/**
 * A moment in the reader's zone, as short as can be told apart: the time for today, with the day before it for other
 * days, with the year for other years.
 *
 * @param at ISO 8601
 */
export function formatMoment(at: string, now: Date): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return '';
  if (date.toDateString() === now.toDateString()) return time.format(date);
  const isThisYear = date.getFullYear() === now.getFullYear();
  return `${(isThisYear ? day : dayOfYear).format(date)}, ${time.format(date)}`;
}
