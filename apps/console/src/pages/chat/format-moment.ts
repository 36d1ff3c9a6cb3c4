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
