/** The middle of the values; of an even count, the mean of the middle two. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/**
 * The value that a share of the values lies below, between two of them where it has to be.
 *
 * @param share 0 to 1
 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}

/** Smallest and largest, as `a-b`. */
export function spread(values: readonly number[]): string {
  return `${figure(Math.min(...values))}-${figure(Math.max(...values))}`;
}

/** The median and, in brackets, the spread. */
export function medianWithSpread(values: readonly number[]): string {
  const isOne = Math.min(...values) === Math.max(...values);
  return isOne ? figure(median(values)) : `${figure(median(values))} (${spread(values)})`;
}

/** A number with as many digits as mean something: 12,345, 12.3 or 0.12. */
export function figure(value: number): string {
  if (value === 0) return '0';
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-US');
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}
