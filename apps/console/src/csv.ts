/**
 * What spreadsheets take for the beginning of a formula, as OWASP lists it ("CSV Injection"), full-width forms
 * included. Whatever a model or a person wrote must stay text there.
 */
const formulaStart = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/u;

/**
 * Where a cell begins for a spreadsheet that splits at something else than commas, such as the list separator of many
 * countries, and takes our quotes for part of the text.
 */
const formulaInside = /(?=[=+\-@＝＋－＠])(?<=[;,\t\r\n][\s"]*)/gu;

/** Rows as CSV (RFC 4180), with a mark by which spreadsheets know that it's UTF-8. */
export function toCsv(rows: readonly (readonly string[])[]): string {
  return `\uFEFF${rows.map((cells) => cells.map(toCell).join(',')).join('\r\n')}\r\n`;
}

function toCell(text: string): string {
  const inert = text.replace(formulaInside, "'");
  return quote(formulaStart.test(inert) ? `'${inert}` : inert);
}

/** A cell as CSV needs it, with nothing done about formulas: for what is to be read in again. */
export function quote(text: string): string {
  return /[",;\t\r\n]|^\s|\s$/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Has the browser save a text as a file. */
export function saveFile(name: string, type: string, text: string): void {
  saveBlob(name, new Blob([text], { type }));
}

/** The same of what isn't a text, or is a long one. */
export function saveBlob(name: string, blob: Blob): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // Not at once: some browsers begin the download after this turn.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
