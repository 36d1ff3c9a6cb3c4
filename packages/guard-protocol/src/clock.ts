/** Beyond this difference of clocks nothing is served, in milliseconds: half of the grace that a refresh has. */
export const maxClockSkewMs = 5_000;

/**
 * How far this process's clock is ahead of another, in milliseconds; less than 0: behind. What the way of the question
 * leaves open counts as no difference.
 *
 * @param other what the other clock said, epoch milliseconds
 * @param asked this process's clock when the question was sent, epoch milliseconds · `tookMs`: until the answer was there
 */
export function clockSkewOf(other: number, asked: { at: number; tookMs: number }): number {
  const behind = Math.max(0, other - (asked.at + asked.tookMs));
  const ahead = Math.max(0, asked.at - other);
  return ahead - behind;
}
