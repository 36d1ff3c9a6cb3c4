/**
 * What spreadsheets take for the beginning of a formula, as OWASP lists it ("CSV Injection"), full-width forms
 * included. Whatever a model or a person wrote must stay text there.
 */
const formulaStart = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/u;

/** Rows as CSV (RFC 4180), with a mark by which spreadsheets know that it's UTF-8. */
export function toCsv(rows: readonly (readonly string[])[]): string {
  return `\uFEFF${rows.map((cells) => cells.map(toCell).join(',')).join('\r\n')}\r\n`;
}

function toCell(text: string): string {
  return quote(formulaStart.test(text) ? `'${text}` : text);
}

/** A cell as CSV needs it, with nothing done about formulas: for what is to be read in again. */
export function quote(text: string): string {
  return /[",;\t\r\n]|^\s|\s$/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
