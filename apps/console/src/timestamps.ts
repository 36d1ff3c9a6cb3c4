/** Times as people read them; `zone` is `local` for the reader's own. */
export type Zone = 'local' | 'utc';

const dayAndTime = { dateStyle: 'medium', timeStyle: 'medium' } as const;
const formats = {
  local: new Intl.DateTimeFormat('en-GB', dayAndTime),
  utc: new Intl.DateTimeFormat('en-GB', { ...dayAndTime, timeZone: 'UTC' }),
};
const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' });
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const preciseClock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

/** Day and time. */
export function formatTimestamp(at: string, zone: Zone = 'local'): string {
  const text = orEmpty(formats[zone], at);
  return zone === 'utc' ? `${text} UTC` : text;
}

/** The day alone, local. */
export const formatDay = (at: string) => orEmpty(day, at);

/** Hours and minutes, local; empty for what is no time, which charts ask about as well. */
export const formatClock = (at: string | number | Date) => orEmpty(clock, at);

/** The same with seconds. */
export const formatPreciseClock = (at: string | number) => orEmpty(preciseClock, at);

function orEmpty(format: Intl.DateTimeFormat, at: string | number | Date): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? '' : format.format(date);
}

const minuteMs = 60_000;
const units = [
  ['year', 365 * 24 * 60 * minuteMs],
  ['month', 30 * 24 * 60 * minuteMs],
  ['week', 7 * 24 * 60 * minuteMs],
  ['day', 24 * 60 * minuteMs],
  ['hour', 60 * minuteMs],
  ['minute', minuteMs],
] as const;

/** How long ago a time was, or how far ahead it is: "3 days ago", "in 5 hours", "just now". */
export function formatAge(at: string, nowMs: number): string {
  const distanceMs = Date.parse(at) - nowMs;
  if (Number.isNaN(distanceMs)) return 'at an unknown time';
  for (const [unit, ms] of units) {
    if (Math.abs(distanceMs) >= ms) return relative.format(Math.trunc(distanceMs / ms), unit);
  }
  return distanceMs > 0 ? 'in a moment' : 'just now';
}

/** The time between two timestamps in words, the two largest units of it. */
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

/** A timestamp as a field of type `datetime-local` has it, in the zone that times are shown in; empty for none. */
export function toLocalInput(iso: string | undefined, zone: Zone = 'local'): string {
  if (iso === undefined) return '';
  const date = new Date(iso);
  const offsetMs = zone === 'utc' ? 0 : date.getTimezoneOffset() * 60_000;
  const local = new Date(date.getTime() - offsetMs);
  return local.toISOString().slice(0, 16);
}

/** The timestamp that such a field holds; undefined where it holds none. */
export function fromLocalInput(text: string, zone: Zone = 'local'): string | undefined {
  const date = new Date(zone === 'utc' ? `${text}Z` : text);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
