import { lineStyles, plotStyle } from './report/plot-style.ts';
import { linearScale, logScale, type Scale, stepScale } from './report/scale.ts';
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
