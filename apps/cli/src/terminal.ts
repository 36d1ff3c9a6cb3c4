import { styleText } from 'node:util';

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
