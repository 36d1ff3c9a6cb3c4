/** Where values stand on an axis, and which of them are written beside it. */
export interface Scale {
  /** Pixels. */
  place(value: number): number;
  ticks: number[];
}

/** An axis whose equal steps are equal factors; from the decade below to the decade above, or nearer. */
export function logScale(values: readonly number[], from: number, to: number): Scale {
  const positive = values.filter((value) => value > 0);
  const [smallest, largest] = [Math.min(...positive), Math.max(...positive)];
  const all = roundNumbers(smallest, largest);
  const low = all.findLast((tick) => tick <= smallest) ?? smallest;
  const high = all.find((tick) => tick >= largest) ?? largest;
  const within = all.filter((tick) => tick >= low && tick <= high);
  const decades = within.filter((tick) => Number.isInteger(round(Math.log10(tick))));
  const width = Math.log10(high / low) || 1;
  return {
    place: (value) => from + ((to - from) * Math.log10(Math.max(value, low) / low)) / width,
    ticks: decades.length >= 3 ? decades : within,
  };
}

/** An axis of what is measured there and nothing between, each step in its place by its logarithm. */
export function stepScale(values: readonly number[], from: number, to: number): Scale {
  const steps = [...new Set(values)].sort((one, other) => one - other);
  const [first = 1, last = 1] = [steps[0], steps.at(-1)];
  const width = Math.log(last / first) || 1;
  return {
    place: (value) => from + ((to - from) * Math.log(value / first)) / width,
    ticks: steps,
  };
}

/** An axis from nothing to a little over the largest value. */
export function linearScale(values: readonly number[], from: number, to: number): Scale {
  const largest = Math.max(...values);
  const step = roundNumbers(largest / 50, largest).find((size) => largest / size <= 5) ?? largest;
  const count = Math.ceil(largest / step);
  return {
    place: (value) => from + ((to - from) * value) / (count * step),
    ticks: Array.from({ length: count + 1 }, (_, index) => round(index * step)),
  };
}

/** 1, 2, 5, 10, 20, 50, … around these two. */
function roundNumbers(smallest: number, largest: number): number[] {
  const numbers: number[] = [];
  const last = Math.ceil(Math.log10(largest));
  for (let decade = Math.floor(Math.log10(smallest)); decade <= last; decade += 1) {
    for (const digit of [1, 2, 5]) numbers.push(round(digit * 10 ** decade));
  }
  return numbers;
}

/** Without what binary fractions leave behind. */
function round(value: number): number {
  return Number(value.toPrecision(10));
}
