const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const full = new Intl.DateTimeFormat('en', { dateStyle: 'long', timeStyle: 'short' });

const minuteMs = 60_000;
const units = [
  { unit: 'year', ms: 365 * 24 * 60 * minuteMs },
  { unit: 'month', ms: 30 * 24 * 60 * minuteMs },
  { unit: 'week', ms: 7 * 24 * 60 * minuteMs },
  { unit: 'day', ms: 24 * 60 * minuteMs },
  { unit: 'hour', ms: 60 * minuteMs },
  { unit: 'minute', ms: minuteMs },
] as const;

/**
 * How long ago a moment was, or in how long it will be: "3 days ago", "in 5 hours", "just now".
 *
 * @param at ISO 8601
 */
export function ageOf(at: string, nowMs: number): string {
  const distanceMs = new Date(at).getTime() - nowMs;
  if (Number.isNaN(distanceMs)) return 'at an unknown time';
  for (const { unit, ms } of units) {
    if (Math.abs(distanceMs) >= ms) return relative.format(Math.trunc(distanceMs / ms), unit);
  }
  return distanceMs > 0 ? 'in a moment' : 'just now';
}

/** The moment in full, in the reader's zone. */
export function momentInFull(at: string): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? '' : full.format(date);
}
