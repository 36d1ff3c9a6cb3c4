import type { Plot, Point, Table } from './bench.ts';
import type { Cell, Step } from './measure.ts';
import { median, medianWithSpread } from './statistics.ts';

/** One number of a cell, once a round. */
type Figure =
  | 'requestsPerSecond'
  | 'p50Ms'
  | 'p99Ms'
  | 'refusedPercent'
  | 'megabytes'
  | 'processorMs';

function figuresOf(cell: Cell, figure: Figure): number[] {
  return figure === 'megabytes' || figure === 'processorMs'
    ? cell[figure]
    : cell.results.map((result) => result[figure]);
}

/**
 * A figure of one target at one step, round by round.
 *
 * @throws Error where there's no such cell, which is a mistake in the bench
 */
export function roundsOf(cells: readonly Cell[], figure: Figure, target: string, step: Step) {
  const cell = cells.find((each) => each.target === target && each.step === step);
  if (cell === undefined) throw new Error(`nothing was measured of ${target} at ${step.name}`);
  return figuresOf(cell, figure);
}

/** A row a target, a column a step. */
export function tableOf(cells: readonly Cell[], figure: Figure, caption: string): Table {
  const steps = [...new Set(cells.map(({ step }) => step.name))];
  return {
    caption,
    head: ['', ...steps],
    rows: [...measuredByTarget(cells, figure)].map(([target, measured]) => [
      target,
      ...steps.map((name) => {
        const cell = measured.find(({ step }) => step.name === name);
        return cell === undefined ? '' : medianWithSpread(figuresOf(cell, figure));
      }),
    ]),
  };
}

/** A line a target, a point a step. */
export function plotOf(cells: readonly Cell[], figure: Figure, plot: Omit<Plot, 'lines'>): Plot {
  const lines = [...measuredByTarget(cells, figure)].map(([name, measured]) => ({
    name,
    points: measured
      .map((cell) => pointOf(cell.step.x, figuresOf(cell, figure)))
      .sort((one, other) => one.x - other.x),
  }));
  return { ...plot, lines };
}

/** A point of a plot: the median of the values and their spread. */
export function pointOf(x: number, values: readonly number[]): Point {
  return { x, y: median(values), low: Math.min(...values), high: Math.max(...values) };
}

function measuredByTarget(cells: readonly Cell[], figure: Figure): Map<string, Cell[]> {
  const measured = cells.filter((cell) => figuresOf(cell, figure).length > 0);
  return Map.groupBy(measured, ({ target }) => target);
}

/** How rate, latencies and memory grow with something: tables, and plots of the first two named after it. */
export function growthOf(
  cells: readonly Cell[],
  growth: { name: string; by: string; xLabel: string; process: string },
): { tables: Table[]; plots: Plot[] } {
  const { name, by, xLabel, process } = growth;
  const common = { xLabel, isYLogarithmic: true };
  const rate = { name: `${name}-rate`, title: `Requests a second by ${by}` };
  const latency = { name: `${name}-latency`, title: `Median latency by ${by}` };
  return {
    tables: [
      tableOf(cells, 'requestsPerSecond', `Requests a second, by ${by}:`),
      tableOf(cells, 'p50Ms', `Median latency in ms, by ${by}:`),
      tableOf(cells, 'p99Ms', `The 99th percentile of the latency in ms, by ${by}:`),
      ...refusalsOf(cells),
      tableOf(cells, 'megabytes', `Memory of ${process} (RSS) after the load, in MB:`),
    ],
    plots: [
      plotOf(cells, 'requestsPerSecond', { ...common, ...rate, yLabel: 'requests a second' }),
      plotOf(cells, 'p50Ms', { ...common, ...latency, yLabel: 'ms' }),
    ],
  };
}

/** A table of the answers that were 503, where there was one. */
export function refusalsOf(cells: readonly Cell[]): Table[] {
  const isAny = cells.some(({ results }) => results.some((result) => result.refusedPercent > 0));
  const caption = 'Answers that were 503, an overload, in percent:';
  return isAny ? [tableOf(cells, 'refusedPercent', caption)] : [];
}
