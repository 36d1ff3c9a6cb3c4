import { median as medianOf, quantile as valueAt } from 'd3-array';

/** The middle of the values; of an even count, the mean of the middle two; NaN of none. */
export function median(values: readonly number[]): number {
  return medianOf(values) ?? Number.NaN;
}

/** The value that a share of the values (0 to 1) lies below, between two of them where it has to be. */
export function quantile(values: readonly number[], share: number): number {
  return valueAt(values, share) ?? Number.NaN;
}

/** The median and, in brackets, the smallest and largest. */
export function medianWithSpread(values: readonly number[]): string {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const middle = figure(median(values));
  return low === high ? middle : `${middle} (${figure(low)}-${figure(high)})`;
}

/** A number with as many digits as mean something: 12,345, 12.3 or 0.12. */
export function figure(value: number): string {
  if (value === 0) return '0';
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-US');
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}
