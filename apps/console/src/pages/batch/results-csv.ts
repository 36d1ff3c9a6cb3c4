import type { CaptionRequest, Job } from '@genie-helper/client';

/** What came of one item of a batch. */
export type Outcome = NonNullable<Job['result']>['items'][number];

/**
 * What spreadsheets take for the beginning of a formula, as OWASP lists it ("CSV Injection"), full-width forms
 * included. Whatever a model or a person wrote must stay text there.
 */
const formulaStart = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/u;

/** Rows as CSV (RFC 4180), with a mark by which spreadsheets know that it's UTF-8. */
export function toCsv(rows: readonly (readonly string[])[]): string {
  return `\uFEFF${rows.map((cells) => cells.map(toCell).join(',')).join('\r\n')}\r\n`;
}

/** A batch's outcomes as CSV. @param sent what was asked for, where that is known */
export function outcomesAsCsv(
  outcomes: readonly Outcome[],
  sent: readonly CaptionRequest[] | undefined,
): string {
  const head = ['number', 'platform', 'topic', 'status', 'caption', 'model', 'error'];
  const rows = outcomes.map((outcome, index) => {
    const start = [String(index + 1), outcome.platform, sent?.[index]?.topic ?? ''];
    return outcome.ok
      ? [...start, 'written', outcome.caption, outcome.model, '']
      : [...start, 'failed', '', '', outcome.error];
  });
  return toCsv([head, ...rows]);
}

/** Requests as a table that can be imported again. */
export function requestsAsTable(items: readonly CaptionRequest[]): string {
  const columns = ['platform', 'tone', 'topic', 'length', 'platform_username'] as const;
  const rows = items.map((item) => columns.map((column) => item[column] ?? ''));
  return [[...columns], ...rows].map((cells) => cells.map(quote).join(',')).join('\n');
}

function toCell(text: string): string {
  return quote(formulaStart.test(text) ? `'${text}` : text);
}

function quote(text: string): string {
  return /[",;\t\r\n]|^\s|\s$/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
