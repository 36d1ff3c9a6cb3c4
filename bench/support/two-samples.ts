/** Whether two samples may come from one distribution; both tests ask nothing of its form. */

/** What two tests say. The smaller `p`, the less likely is such a difference where there is none. */
export interface Comparison {
  /** Mann and Whitney: whether the values of one tend to be larger. */
  rankP: number;
  /** Kolmogorov and Smirnov: the largest distance of the two distributions, and whether it's too large. */
  distance: number;
  distanceP: number;
}

/** Compares two samples, of some twenty values each or more: the `p` are those of large samples. */
export function compareSamples(one: readonly number[], other: readonly number[]): Comparison {
  const { distance, p } = kolmogorovSmirnov(one, other);
  return { rankP: mannWhitney(one, other), distance, distanceP: p };
}

/** Two-sided, by the normal approximation with the correction for ties. */
function mannWhitney(one: readonly number[], other: readonly number[]): number {
  const all = [
    ...one.map((value) => ({ value, isOne: true })),
    ...other.map((value) => ({ value })),
  ]
    .map((entry) => ({ isOne: false, ...entry }))
    .sort((a, b) => a.value - b.value);
  const total = all.length;
  let rankSum = 0;
  let ties = 0;
  for (let start = 0; start < total; ) {
    let end = start;
    while (end < total && all[end]?.value === all[start]?.value) end += 1;
    const count = end - start;
    ties += count ** 3 - count;
    rankSum += all.slice(start, end).filter(({ isOne }) => isOne).length * ((start + 1 + end) / 2);
    start = end;
  }
  const pairs = one.length * other.length;
  const u = rankSum - (one.length * (one.length + 1)) / 2;
  const variance = (pairs / 12) * (total + 1 - ties / (total * (total - 1)));
  if (variance === 0) return 1;
  const z = Math.max(0, Math.abs(u - pairs / 2) - 0.5) / Math.sqrt(variance);
  return Math.min(1, 2 * upperTail(z));
}

/** The share of a normal distribution above `z`, at least 0: Abramowitz and Stegun, 7.1.26; right to about 1e-7. */
function upperTail(z: number): number {
  const x = z / Math.SQRT2;
  const t = 1 / (1 + 0.327_591_1 * x);
  const series = [0.254_829_592, -0.284_496_736, 1.421_413_741, -1.453_152_027, 1.061_405_429];
  const sum = series.reduceRight((inner, factor) => (inner + factor) * t, 0);
  return (sum * Math.exp(-x * x)) / 2;
}

/** By the limit distribution, with the correction of Stephens. */
function kolmogorovSmirnov(one: readonly number[], other: readonly number[]) {
  const [a, b] = [one.toSorted((x, y) => x - y), other.toSorted((x, y) => x - y)];
  let distance = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const value = Math.min(a[i] ?? 0, b[j] ?? 0);
    while (i < a.length && (a[i] ?? 0) <= value) i += 1;
    while (j < b.length && (b[j] ?? 0) <= value) j += 1;
    distance = Math.max(distance, Math.abs(i / a.length - j / b.length));
  }
  const size = Math.sqrt((a.length * b.length) / (a.length + b.length));
  const lambda = (size + 0.12 + 0.11 / size) * distance;
  let p = 0;
  for (let k = 1; k <= 100; k += 1) {
    p += 2 * (-1) ** (k - 1) * Math.exp(-2 * k * k * lambda * lambda);
  }
  return { distance, p: lambda < 0.2 ? 1 : Math.min(1, Math.max(0, p)) };
}

/** Below this a difference counts as seen. */
export const seenBelow = 0.01;

/** The smallest difference, in the values' own unit, that one of the tests sees in samples like these. */
export function smallestSeen(one: readonly number[], other: readonly number[]): number {
  const isSeen = (shift: number) => {
    const { rankP, distanceP } = compareSamples(
      one.map((value) => value + shift),
      other,
    );
    return Math.min(rankP, distanceP) < seenBelow;
  };
  let [low, high] = [0, Math.max(...one, ...other)];
  for (let step = 0; step < 30; step += 1) {
    const middle = (low + high) / 2;
    if (isSeen(middle)) high = middle;
    else low = middle;
  }
  return high;
}
