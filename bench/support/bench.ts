/** One subject of the report: what was measured, in words, in figures and in plots. */
export interface Section {
  title: string;
  /** What it says, above the figures: Markdown. */
  text: string[];
  tables: Table[];
  plots?: Plot[];
  /** Figures kept as JSON beside the report, for a later run to compare with; `name` is the file's, without ending. */
  data?: { name: string; value: unknown };
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

/** How long a bench may take. */
export interface BenchOptions {
  /** How often everything is measured that is compared; the middle and the spread are of these. */
  rounds: number;
  /** How long one stretch of load lasts, about. */
  seconds: number;
  /** How long a bench of endurance lasts; each has a time of its own unless given. */
  minutes?: number;
  /** What `compare` compares with: anything that git takes for a commit. */
  commit?: string;
  /** Tries the code with little of everything; its figures say nothing. */
  isQuick: boolean;
}

/**
 * Takes `--quick`, `--write`, `--minutes=60` and `--commit=main~3` out of the arguments; what is left are names of benches.
 *
 * @param args as the command got them
 */
export function readBenchOptions(args: readonly string[]): {
  options: BenchOptions;
  names: string[];
  isWritten: boolean;
} {
  const isQuick = args.includes('--quick');
  const flagValue = (flag: string) =>
    args.find((arg) => arg.startsWith(`--${flag}=`))?.slice(flag.length + 3);
  const minutes = Number(flagValue('minutes'));
  const commit = flagValue('commit');
  const options = {
    ...(isQuick ? { rounds: 2, seconds: 0.2 } : { rounds: 5, seconds: 1 }),
    ...(minutes > 0 ? { minutes } : {}),
    ...(commit === undefined ? {} : { commit }),
    isQuick,
  };
  const names = args.filter((name) => !name.startsWith('--'));
  return { options, names, isWritten: args.includes('--write') };
}
