import { lengths, platforms } from '@genie-helper/captions/rules';
import { type CaptionRequest, GenieError } from '@genie-helper/client';
import { maxLengths, platformChoices, readOneOf } from '../../labels.ts';

/** The columns that a table may have. */
export const columns = ['platform', 'tone', 'topic', 'length', 'platform_username'] as const;

export type Column = (typeof columns)[number];

export const columnLabels: Readonly<Record<Column, string>> = {
  platform: 'Platform',
  tone: 'Tone',
  topic: 'Topic',
  length: 'Length',
  platform_username: 'Name',
};

/** A field that the API wouldn't take, and what to do about it. */
interface RowProblem {
  field: Column | 'row';
  message: string;
}

/** One row of what was given, as a request; what is wrong with it can't be sent. */
export interface BatchRow {
  /** Where it stands in the text or the spreadsheet, from 1. */
  number: number;
  item: CaptionRequest;
  /** The cells as they were given. */
  cells: Partial<Record<Column, string>>;
  problems: RowProblem[];
  /** The row as it was given, by which it's known again. */
  raw: string;
}

/** Reads a row's cells; a blank one is left to the server's default. */
export function readRow(
  number: number,
  cells: Partial<Record<Column, string>>,
  raw = JSON.stringify(cells),
): BatchRow {
  const problems: RowProblem[] = [];
  const item: CaptionRequest = {};
  const platform = toLine(cells.platform).toLowerCase();
  if (platform !== '') {
    const isIt = (name: string) => name.toLowerCase() === platform;
    const found = platformChoices.find(({ value, label }) => isIt(value) || isIt(label))?.value;
    if (found === undefined) problems.push(unknown('platform', platform, platforms));
    else item.platform = found;
  }
  const length = toLine(cells.length).toLowerCase();
  if (length !== '') {
    const found = readOneOf(length, lengths);
    if (found === undefined) problems.push(unknown('length', length, lengths));
    else item.length = found;
  }
  for (const field of Object.keys(maxLengths) as (keyof typeof maxLengths)[]) {
    const text = toLine(cells[field]);
    if (text === '') continue;
    const characters = [...text].length;
    if (characters > maxLengths[field]) {
      const message = `has ${characters} characters; at most ${maxLengths[field]} are possible.`;
      problems.push({ field, message });
    } else item[field] = text;
  }
  return { number, item, cells, problems, raw };
}

/** One line of text that the API takes: no control character and no half of a surrogate pair. */
function toLine(text = ''): string {
  return text
    .toWellFormed()
    .replace(/\p{Cc}+/gu, ' ')
    .trim();
}

function unknown(field: Column, text: string, known: readonly string[]): RowProblem {
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  return { field, message: `“${shown}” is not known. Use one of ${known.join(', ')}.` };
}

/** What the API takes in one batch. */
export const maxItems = 100;

export const maxBodyBytes = 64 * 1024;

/** How large the request would be, in bytes. */
export function bodyBytes(items: readonly CaptionRequest[]): number {
  return new TextEncoder().encode(JSON.stringify({ items })).byteLength;
}

/** How many rows are started in one go, as several batches. */
export const maxRows = 1_000;

/** These rows as batches that the API takes, in their order. */
export function splitIntoBatches(rows: readonly BatchRow[]): BatchRow[][] {
  const batches: BatchRow[][] = [];
  for (const row of rows) {
    const last = batches.at(-1);
    const grown = [...(last ?? []), row];
    const fits =
      last !== undefined &&
      grown.length <= maxItems &&
      bodyBytes(grown.map(({ item }) => item)) <= maxBodyBytes;
    if (fits) last.push(row);
    else batches.push([row]);
  }
  return batches;
}

/** Why these rows can't be started, as a sentence; undefined where they can. */
export function batchProblem(rows: readonly BatchRow[]): string | undefined {
  if (rows.length > maxRows) {
    const [count, most] = [rows.length, maxRows].map((number) => number.toLocaleString('en'));
    return `There are ${count} rows; at most ${most} are started in one go. Take some out, and start them afterwards.`;
  }
  const wrong = rows.filter(({ problems }) => problems.length > 0).length;
  if (wrong === 0) return undefined;
  return wrong === 1 ? 'Fix one row first.' : `Fix ${wrong} rows first.`;
}

/** The rows with what the server has found wrong in them (`items/3/topic`). */
export function withServerProblems(rows: readonly BatchRow[], error: unknown): BatchRow[] {
  const details = error instanceof GenieError ? (error.details ?? []) : [];
  return rows.map((row, index) => {
    const found = details.flatMap(({ path, message }): RowProblem[] => {
      const [, at, name] = /^\/?items\/(\d+)(?:\/(\w+))?/.exec(path) ?? [];
      if (at === undefined || Number(at) !== index) return [];
      return [{ field: readOneOf(name, columns) ?? 'row', message: `${message}.` }];
    });
    return found.length === 0 ? row : { ...row, problems: [...row.problems, ...found] };
  });
}
