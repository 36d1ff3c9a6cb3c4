import type { World } from '../../cli-context.ts';

/** Shows how many checks have ended, on one line that is gone afterwards; only in a terminal. */
export function showCheckProgress(
  { stdout, isTerminal }: Pick<World, 'stdout' | 'isTerminal'>,
  total: number,
): { next(): void; end(): void } {
  let done = 0;
  const write = (text: string) => {
    if (isTerminal) stdout.write(`\r\u001b[2K${text}`);
  };
  const tell = () => write(`Looking … ${done} of ${total}`);
  tell();
  return {
    next() {
      done += 1;
      tell();
    },
    end: () => write(''),
  };
}
