import { styleText } from 'node:util';
import type { World } from './cli-context.ts';
import type { RotationDeps } from './commands/credentials/rotate-records.ts';

/** The few ways in which `genie` sets text apart; all of them leave it unchanged without colours. */
export interface Style {
  good(text?: string): string;
  bad(text?: string): string;
  link(text?: string): string;
  dim(text?: string): string;
  strong(text?: string): string;
  warning(text?: string): string;
}

/** @param hasColors false: plain text */
export function createStyle(hasColors: boolean): Style {
  const paint =
    (format: Parameters<typeof styleText>[0]) =>
    (text = '') =>
      // The stream was looked at already; Node itself would let FORCE_COLOR win over NO_COLOR.
      hasColors ? styleText(format, text, { validateStream: false }) : text;
  return {
    good: paint(['bold', 'green']),
    bad: paint('red'),
    link: paint('cyan'),
    dim: paint('dim'),
    strong: paint('bold'),
    warning: paint('yellow'),
  };
}

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

const barWidth = 30;

const plainSteps = 10;

/**
 * Shows how far a rotation is: a bar in a terminal; elsewhere a line for each tenth, and no control characters.
 *
 * @returns what `rotateRecords` calls
 */
export function showProgress({
  stdout,
  isTerminal,
}: Pick<World, 'stdout' | 'isTerminal'>): NonNullable<RotationDeps['onProgress']> {
  let lastStep = '';
  return ({ collection, done, total }) => {
    if (isTerminal) {
      const filled = Math.round((barWidth * done) / total);
      const bar = '█'.repeat(filled) + '░'.repeat(barWidth - filled);
      const end = done === total ? '\n' : '';
      stdout.write(`\r\u001b[2K${collection.padEnd(20)} ${bar} ${done} of ${total}${end}`);
      return;
    }
    const step = `${collection} ${Math.floor((plainSteps * done) / total)}`;
    if (step === lastStep) return;
    lastStep = step;
    stdout.write(`${collection}: ${done} of ${total}\n`);
  };
}
