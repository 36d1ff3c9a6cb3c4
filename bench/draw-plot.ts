import type { Line, Plot } from './support/bench.ts';

const width = 760;

const height = 420;

const frame = { left: 80, right: 730, top: 84, bottom: 360 } as const;

/**
 * Draws lines with their spread as an SVG that can be read on light and on dark paper.
 *
 * @throws Error where there are more lines than can be told apart
 */
export function drawPlot(plot: Plot): string {
  if (plot.lines.length > lineStyles.length) throw new Error(`too many lines in ${plot.name}`);
  const points = plot.lines.flatMap((line) => line.points);
  const x = stepScale(
    points.map((point) => point.x),
    frame.left,
    frame.right,
  );
  const heights = points.flatMap((point) => [point.low, point.high]);
  const y = (plot.isYLogarithmic ? logScale : linearScale)(heights, frame.bottom, frame.top);
  const { title, xLabel, yLabel, lines } = plot;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeText(title)}">
<title>${escapeText(title)}</title>
<style>${plotStyle}</style>
<rect class="paper" width="${width}" height="${height}"/>
<text class="title" x="${frame.left}" y="26">${escapeText(title)}</text>
${legend(lines).join('\n')}
${grid(x, y).join('\n')}
<text x="${(frame.left + frame.right) / 2}" y="${height - 14}" text-anchor="middle">${escapeText(xLabel)}</text>
<text transform="translate(20 ${(frame.top + frame.bottom) / 2}) rotate(-90)" text-anchor="middle">${escapeText(yLabel)}</text>
${lines.map((line, index) => drawLine(line, index, x, y)).join('\n')}
</svg>
`;
}

function legend(lines: readonly Line[]): string[] {
  let left: number = frame.left;
  return lines.map(({ name }, index) => {
    const at = left;
    // About as wide as the text will be.
    left += 36 + name.length * 7;
    return `<path class="m${index}" d="${lineStyles[index]?.marker(at + 6, 52)}"/><text x="${at + 18}" y="56">${escapeText(name)}</text>`;
  });
}

function grid(x: Scale, y: Scale): string[] {
  const { left, right, bottom } = frame;
  return [
    ...y.ticks.map((tick) => {
      const at = pixels(y.place(tick));
      return `<line class="grid" x1="${left}" x2="${right}" y1="${at}" y2="${at}"/><text x="${left - 8}" y="${at + 4}" text-anchor="end">${label(tick)}</text>`;
    }),
    ...x.ticks.map(
      (tick) =>
        `<text x="${pixels(x.place(tick))}" y="${bottom + 20}" text-anchor="middle">${label(tick)}</text>`,
    ),
  ];
}

function drawLine({ points }: Line, index: number, x: Scale, y: Scale): string {
  const style = lineStyles[index];
  const places = points
    .filter((point) => Number.isFinite(point.y))
    .map((point) => ({
      x: pixels(x.place(point.x)),
      y: pixels(y.place(point.y)),
      low: pixels(y.place(point.low)),
      high: pixels(y.place(point.high)),
    }));
  const path = places.map((place, at) => `${at === 0 ? 'M' : 'L'}${place.x},${place.y}`).join(' ');
  const spreads = places.map((place) => `M${place.x},${place.low} V${place.high}`).join(' ');
  const markers = places.map((place) => style?.marker(place.x, place.y)).join(' ');
  return `<path class="spread ${style?.className}" d="${spreads}"/><path class="line ${style?.className}" d="${path}"/><path class="m${index}" d="${markers}"/>`;
}

function label(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 6 });
}

function pixels(value: number): number {
  return Math.round(value * 10) / 10;
}

function escapeText(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** One line's look: told apart by colour and by the shape of its points. */
export interface LineStyle {
  className: string;
  /** An SVG path around a point of the plot. */
  marker(x: number, y: number): string;
}

const circle = (x: number, y: number) => `M${x - 4},${y} a4,4 0 1,0 8,0 a4,4 0 1,0 -8,0`;

const square = (x: number, y: number) => `M${x - 4},${y - 4} h8 v8 h-8 z`;

const triangle = (x: number, y: number) => `M${x},${y - 5} l5,9 h-10 z`;

const diamond = (x: number, y: number) => `M${x},${y - 6} l6,6 l-6,6 l-6,-6 z`;

const cross = (x: number, y: number) =>
  `M${x - 5},${y - 2} h3 v-3 h4 v3 h3 v4 h-3 v3 h-4 v-3 h-3 z`;

/** The n-th line has the n-th; a plot has no more lines than these. */
const lineStyles: readonly LineStyle[] = [circle, square, triangle, diamond, cross].map(
  (marker, index) => ({ className: `s${index}`, marker }),
);

/** Colours that keep their distance from each other and from the paper, in light and in dark. */
const plotStyle = `
  text { font: 13px system-ui, sans-serif; fill: #1f2328; }
  .title { font-size: 15px; font-weight: 600; }
  .paper { fill: #ffffff; }
  .grid { stroke: #d1d9e0; stroke-width: 1; }
  .line { fill: none; stroke-width: 2; }
  .spread { fill: none; stroke-width: 1.5; opacity: 0.6; }
  .s0 { stroke: #0550ae; } .m0 { fill: #0550ae; }
  .s1 { stroke: #bc4c00; } .m1 { fill: #bc4c00; }
  .s2 { stroke: #1a7f37; } .m2 { fill: #1a7f37; }
  .s3 { stroke: #8250df; } .m3 { fill: #8250df; }
  .s4 { stroke: #bf3989; } .m4 { fill: #bf3989; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; }
    .paper { fill: #0d1117; }
    .grid { stroke: #30363d; }
    .s0 { stroke: #58a6ff; } .m0 { fill: #58a6ff; }
    .s1 { stroke: #f0883e; } .m1 { fill: #f0883e; }
    .s2 { stroke: #3fb950; } .m2 { fill: #3fb950; }
    .s3 { stroke: #bc8cff; } .m3 { fill: #bc8cff; }
    .s4 { stroke: #f778ba; } .m4 { fill: #f778ba; }
  }`;

/** Where values stand on an axis, and which of them are written beside it. */
interface Scale {
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
