import { styleText } from 'node:util';
import type { CliContext } from './cli-context.ts';

/** The few ways in which `genie` sets text apart. */
export type Style = ReturnType<typeof createStyle>;

/** @param hasColors false: all of them leave a text unchanged */
export function createStyle(hasColors: boolean) {
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

const barWidth = 30;
const plainSteps = 10;

/**
 * Shows how far something is: a bar in a terminal; elsewhere a line for each tenth, and no control characters.
 *
 * @returns takes what is done so far
 */
export function showProgress({ stdout, isTerminal }: Pick<CliContext, 'stdout' | 'isTerminal'>) {
  let lastStep = '';
  return (label: string, done: number, total: number): void => {
    if (isTerminal) {
      const filled = Math.round((barWidth * done) / total);
      const bar = '█'.repeat(filled) + '░'.repeat(barWidth - filled);
      const end = done === total ? '\n' : '';
      stdout.write(`\r\u001b[2K${label.padEnd(20)} ${bar} ${done} of ${total}${end}`);
      return;
    }
    const step = `${label} ${Math.floor((plainSteps * done) / total)}`;
    if (step === lastStep) return;
    lastStep = step;
    stdout.write(`${label}: ${done} of ${total}\n`);
  };
}
