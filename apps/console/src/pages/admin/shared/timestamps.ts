/** Times in words; `zone` is `local` for the reader's own. */
export type Zone = 'local' | 'utc';

const form = { dateStyle: 'medium', timeStyle: 'medium' } as const;
const formats = {
  local: new Intl.DateTimeFormat('en-GB', form),
  utc: new Intl.DateTimeFormat('en-GB', { ...form, timeZone: 'UTC' }),
};
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const preciseClock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

/** Day and time. */
export function formatMoment(iso: string, zone: Zone = 'local'): string {
  const text = formats[zone].format(new Date(iso));
  return zone === 'utc' ? `${text} UTC` : text;
}

/** Hours and minutes, local; empty for what is no moment, which charts ask about as well. */
export function formatClock(moment: string | number): string {
  return withFormat(clock, moment);
}

/** The same with seconds. */
export function formatPreciseClock(moment: string | number): string {
  return withFormat(preciseClock, moment);
}

function withFormat(format: Intl.DateTimeFormat, moment: string | number): string {
  const date = new Date(moment);
  return Number.isNaN(date.getTime()) ? '' : format.format(date);
}

/** The time between two moments in words, the two largest units of it. */
export function formatDuration(fromIso: string, untilIso: string): string {
  const seconds = Math.max(0, Math.round((Date.parse(untilIso) - Date.parse(fromIso)) / 1_000));
  const parts = [
    [Math.floor(seconds / 3_600), 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ] as const;
  const first = parts.findIndex(([amount]) => amount > 0);
  if (first === -1) return '0 s';
  return parts
    .slice(first, first + 2)
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) => `${amount} ${unit}`)
    .join(' ');
}

/** A moment as a field of type `datetime-local` has it; empty for none. */
export function toLocalInput(iso: string | undefined): string {
  if (iso === undefined) return '';
  const date = new Date(iso);
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}

/** The moment that such a field holds; undefined where it holds none. */
export function fromLocalInput(text: string): string | undefined {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
