import { extent, max } from 'd3-array';
import { scaleLinear, scaleLog } from 'd3-scale';
import {
  line,
  symbol,
  symbolCircle,
  symbolCross,
  symbolDiamond,
  symbolSquare,
  symbolTriangle,
} from 'd3-shape';
import type { Line, Plot, Point } from './support/bench.ts';

const width = 760;
const height = 420;
const frame = { left: 80, right: 730, top: 84, bottom: 360 } as const;

/**
 * Draws lines with their spread as an SVG that can be read on light and on dark paper.
 *
 * @throws Error where there are more lines than can be told apart
 */
export function drawPlot(plot: Plot): string {
  if (plot.lines.length > markers.length) throw new Error(`too many lines in ${plot.name}`);
  const points = plot.lines.flatMap((each) => each.points).filter(({ y }) => Number.isFinite(y));
  const steps = points.map((point) => point.x);
  const x = stepScale(steps, frame.left, frame.right);
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
${lines.map((each, index) => drawLine(each, index, x, y)).join('\n')}
</svg>
`;
}

function legend(lines: readonly Line[]): string[] {
  let left: number = frame.left;
  return lines.map(({ name }, index) => {
    const at = left;
    // About as wide as the text will be.
    left += 36 + name.length * 7;
    return `${drawMarker(index, at + 6, 52)}<text x="${at + 18}" y="56">${escapeText(name)}</text>`;
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
  const measured = points.filter((point) => Number.isFinite(point.y));
  const path = line<Point>(
    (point) => x.place(point.x),
    (point) => y.place(point.y),
  ).digits(1)(measured);
  const spreads = measured.map(
    (point) =>
      `M${pixels(x.place(point.x))},${pixels(y.place(point.low))} V${pixels(y.place(point.high))}`,
  );
  const marks = measured.map((point) => drawMarker(index, x.place(point.x), y.place(point.y)));
  return `<path class="spread s${index}" d="${spreads.join(' ')}"/><path class="line s${index}" d="${path ?? ''}"/>${marks.join('')}`;
}

/** The n-th line's points have the n-th shape, beside a colour; a plot has no more lines than these. */
const markers = [symbolCircle, symbolSquare, symbolTriangle, symbolDiamond, symbolCross].map(
  (shape) => symbol(shape, 64).digits(1)() ?? '',
);

function drawMarker(index: number, x: number, y: number): string {
  return `<path class="m${index}" transform="translate(${pixels(x)} ${pixels(y)})" d="${markers[index]}"/>`;
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

/** An axis whose equal steps are equal factors, in whole decades. */
export function logScale(values: readonly number[], from: number, to: number): Scale {
  const [low = 1, high = 1] = extent(values.filter((value) => value > 0));
  const place = scaleLog([low, high], [from, to]).nice().clamp(true);
  const ticks = place.ticks(4).filter((tick) => /^[0.]*[125]/.test(`${tick}`));
  return { place, ticks };
}

/** An axis of what is measured there and nothing between, each step in its place by its logarithm. */
export function stepScale(values: readonly number[], from: number, to: number): Scale {
  const [first = 1, last = 1] = extent(values);
  const ticks = [...new Set(values)].sort((one, other) => one - other);
  return { place: scaleLog([first, last], [from, to]), ticks };
}

/** An axis from nothing to a little over the largest value. */
export function linearScale(values: readonly number[], from: number, to: number): Scale {
  const place = scaleLinear([0, max(values) ?? 1], [from, to]).nice(5);
  return { place, ticks: place.ticks(5) };
}
