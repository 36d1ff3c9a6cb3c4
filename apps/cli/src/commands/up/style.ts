import { styleText } from 'node:util';

/** The few ways in which `up` sets text apart; all of them leave it unchanged without colours. */
export interface Style {
  good(text?: string): string;
  bad(text?: string): string;
  link(text?: string): string;
  dim(text?: string): string;
}

/** @param isTerminal false: plain text. NO_COLOR and FORCE_COLOR are honoured by Node itself. */
export function createStyle(isTerminal: boolean): Style {
  const paint =
    (format: Parameters<typeof styleText>[0]) =>
    (text = '') =>
      isTerminal ? styleText(format, text) : text;
  return {
    good: paint(['bold', 'green']),
    bad: paint('red'),
    link: paint('cyan'),
    dim: paint('dim'),
  };
}
