import type { Plot, Table } from './bench.ts';
import type { Cell, Step } from './measure.ts';
import { median, medianWithSpread } from './statistics.ts';

/** One number of a cell, once a round. */
export type Figure =
  | 'requestsPerSecond'
  | 'p50Ms'
  | 'p99Ms'
  | 'refusedPercent'
  | 'megabytes'
  | 'processorMs';

export function figuresOf(cell: Cell, figure: Figure): number[] {
  return figure === 'megabytes' || figure === 'processorMs'
    ? cell[figure]
    : cell.results.map((result) => result[figure]);
}

/**
 * A figure of one target at one step, round by round.
 *
 * @throws Error where there's no such cell, which is a mistake in the bench
 */
export function roundsOf(
  cells: readonly Cell[],
  figure: Figure,
  target: string,
  step: Step,
): number[] {
  const cell = cells.find((each) => each.target === target && each.step === step);
  if (cell === undefined) throw new Error(`nothing was measured of ${target} at ${step.name}`);
  return figuresOf(cell, figure);
}

/** A row a target, a column a step. */
export function tableOf(cells: readonly Cell[], figure: Figure, caption: string): Table {
  const steps = [...new Set(cells.map(({ step }) => step.name))];
  const measured = cells.filter((cell) => figuresOf(cell, figure).length > 0);
  const targets = [...new Set(measured.map(({ target }) => target))];
  const cellAt = (target: string, step: string) =>
    measured.find((cell) => cell.target === target && cell.step.name === step);
  return {
    caption,
    head: ['', ...steps],
    rows: targets.map((target) => [
      target,
      ...steps.map((step) => {
        const cell = cellAt(target, step);
        return cell === undefined ? '' : medianWithSpread(figuresOf(cell, figure));
      }),
    ]),
  };
}

/** A line a target, a point a step. */
export function plotOf(cells: readonly Cell[], figure: Figure, plot: Omit<Plot, 'lines'>): Plot {
  const measured = cells.filter((cell) => figuresOf(cell, figure).length > 0);
  const targets = [...new Set(measured.map(({ target }) => target))];
  return {
    ...plot,
    lines: targets.map((name) => ({
      name,
      points: measured
        .filter(({ target }) => target === name)
        .map((cell) => {
          const values = figuresOf(cell, figure);
          const [low, high] = [Math.min(...values), Math.max(...values)];
          return { x: cell.step.x, y: median(values), low, high };
        })
        .sort((one, other) => one.x - other.x),
    })),
  };
}

/** How rate and median latency grow with something, as two plots named after it. */
export function growthPlots(
  cells: readonly Cell[],
  { name, by, xLabel }: { name: string; by: string; xLabel: string },
): Plot[] {
  return [
    plotOf(cells, 'requestsPerSecond', {
      name: `${name}-rate`,
      title: `Requests a second by ${by}`,
      xLabel,
      yLabel: 'requests a second',
      isYLogarithmic: true,
    }),
    plotOf(cells, 'p50Ms', {
      name: `${name}-latency`,
      title: `Median latency by ${by}`,
      xLabel,
      yLabel: 'ms',
      isYLogarithmic: true,
    }),
  ];
}

/** A table of the answers that were 503, where there was one. */
export function refusalsOf(cells: readonly Cell[]): Table[] {
  const isAny = cells.some(({ results }) => results.some((result) => result.refusedPercent > 0));
  const caption = 'Answers that were 503, an overload, in percent:';
  return isAny ? [tableOf(cells, 'refusedPercent', caption)] : [];
}
