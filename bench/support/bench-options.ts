/** How long a bench may take. */
export interface BenchOptions {
  /** How often everything is measured that is compared; the middle and the spread are of these. */
  rounds: number;
  /** How long one stretch of load lasts, about. */
  seconds: number;
  /** Tries the code with little of everything; its figures say nothing. */
  isQuick: boolean;
}

/**
 * Takes `--quick` out of the arguments; what is left are names of benches.
 *
 * @param args as the command got them
 */
export function readBenchOptions(args: readonly string[]): {
  options: BenchOptions;
  names: string[];
} {
  const isQuick = args.includes('--quick');
  const options = isQuick
    ? { rounds: 2, seconds: 0.2, isQuick }
    : { rounds: 5, seconds: 1, isQuick };
  return { options, names: args.filter((name) => name !== '--quick') };
}
