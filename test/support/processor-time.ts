/**
 * The processor time that this thread needed for a piece of work, in milliseconds: what other programs do meanwhile doesn't
 * count, unlike on a clock. It advances in steps of up to 10 ms.
 */
export function processorMs(work: () => void): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000;
}

/**
 * How much more a long input costs than as much input in short pieces: about 1 where the work grows with the length, and
 * `long / short` where it grows with its square.
 *
 * @param work does it for an input of so many characters, or marks
 */
export function growth(work: (length: number) => void, short: number, long: number): number {
  const times = 2;
  work(short);
  work(long);
  const inPieces = processorMs(() => {
    for (let count = 0; count < (times * long) / short; count += 1) work(short);
  });
  const whole = processorMs(() => {
    for (let count = 0; count < times; count += 1) work(long);
  });
  // A step of the clock, so that what costs nothing grows by nothing.
  return (whole + 10) / (inPieces + 10);
}
