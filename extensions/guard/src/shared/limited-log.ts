/** For what anybody can cause as often as he likes: at most one line a window, which says how many there were. */

/**
 * @param write takes the line, as of the last occasion
 * @param now milliseconds of a clock that doesn't jump
 */
export function createLimitedLog(
  write: (line: string) => void,
  { windowMs, now = () => performance.now() }: { windowMs: number; now?: () => number },
): (line: string) => void {
  let toldAt = Number.NEGATIVE_INFINITY;
  let untold = 0;
  return (line) => {
    const time = now();
    if (time - toldAt < windowMs) {
      untold += 1;
      return;
    }
    toldAt = time;
    write(untold === 0 ? line : `${line} ${untold} more were refused since the last line.`);
    untold = 0;
  };
}
