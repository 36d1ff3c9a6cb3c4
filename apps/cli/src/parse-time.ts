/**
 * Reads a moment that somebody typed: a day, from its beginning in UTC, or a time in ISO 8601.
 *
 * @returns undefined where it is none, also for a day that its month doesn't have
 */
export function parseTime(text: string): Date | undefined {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) return undefined;
  const [day] = /^\d{4}-\d{2}-\d{2}/.exec(text) ?? [];
  // JavaScript takes 30 February for 2 March.
  const isMissing = day !== undefined && new Date(day).toISOString().slice(0, 10) !== day;
  return isMissing ? undefined : time;
}
