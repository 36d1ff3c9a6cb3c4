import type { BenchOptions } from './bench-options.ts';

/** One subject of the report: what was measured, in words, in figures and in plots. */
export interface Section {
  title: string;
  /** What it says, above the figures: Markdown. */
  text: string[];
  tables: Table[];
  plots: Plot[];
}

export interface Table {
  caption?: string;
  /** The columns' names: the first to the left, the others to the right. */
  head: string[];
  rows: string[][];
}

/** Lines over a logarithmic x axis. */
export interface Plot {
  /** The name of its file, without a folder and ending. */
  name: string;
  title: string;
  xLabel: string;
  yLabel: string;
  isYLogarithmic: boolean;
  lines: Line[];
}

export interface Line {
  name: string;
  points: Point[];
}

/** A median, and the smallest and largest that it's the middle of. */
export interface Point {
  x: number;
  y: number;
  low: number;
  high: number;
}

/** What a bench gives. */
export type Bench = (options: BenchOptions) => Promise<readonly Section[]>;
