/** One thing that `up` does on the way. */
export interface Step {
  /** What it does, shown while it's doing it. */
  title: string;
  /**
   * Does it.
   *
   * @param tell shows a passing detail, where there's a terminal
   * @returns what to show in the title's place when it's done
   */
  run(tell: (detail: string) => void): Promise<string>;
}

/** `title (4.8 s)`; only the title where the time is too short to matter. */
export function withTime(title: string, elapsedMs: number, paint = (time: string) => time): string {
  return elapsedMs < 100 ? title : `${title} ${paint(`(${(elapsedMs / 1000).toFixed(1)} s)`)}`;
}
