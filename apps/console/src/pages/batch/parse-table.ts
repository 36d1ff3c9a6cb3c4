import Papa from 'papaparse';
import { type BatchRow, type Column, readRow } from './batch-rows.ts';
import type { Mapping } from './batch-source.ts';
import { columnOf, guessColumns } from './table-columns.ts';

/** What stands between two cells: in CSV, in CSV where a comma parts decimals, in cells as spreadsheets copy them. */
const separators = ['\t', ';', ','] as const;

/** In no text that people write. */
const unitSeparator = '\u001f';

/** How many rows tell what stands between their cells. */
const rowsLookedAt = 20;

/** What a table says. */
export interface TableRows {
  rows: BatchRow[];
  /** Why it can't be read as a table at all. */
  problem?: string;
  /** Columns that aren't read, by name. */
  ignored: string[];
  /** How the columns were understood; undefined where there is no table. */
  mapping?: Mapping;
  /** What stands in each column's first cells, to tell them apart. */
  samples?: string[];
}

/**
 * Reads CSV, or copied cells. Loaded only where a table is given: the parser isn't small.
 *
 * @param chosen how its columns were mapped by hand; heeded while the table begins with the same row
 */
export function parseTable(text: string, chosen?: Mapping): TableRows {
  const { body, named, skipped } = withoutHint(text.replace(/^\uFEFF/, ''));
  const delimiter = named ?? separatorOf(body);
  const { data, errors } = Papa.parse<string[]>(body, { delimiter, skipEmptyLines: false });
  const broken = errors
    .filter(({ type }) => type === 'Quotes')
    .flatMap(({ row }) => (row === undefined ? [] : [row]));
  const first = data.findIndex((cells) => !isBlank(cells));
  if (first < 0) return { rows: [], ignored: [] };
  const head = data[first] ?? [];
  const width = Math.max(...data.slice(first, first + rowsLookedAt).map((cells) => cells.length));
  const mapping = mappingOf(data.slice(first, first + rowsLookedAt), head, width, chosen);
  const { columns, hasHeader } = mapping;
  const names = columns.map((_column, index) => nameOf(index, head, hasHeader));
  const samples = columns.map((_column, index) => sampleOf(data.slice(first), index));
  const ignored = names.filter(
    (name, index) => columns[index] === null && (samples[index] !== '' || name === head[index]),
  );
  const about = { ignored, mapping, samples };
  if (columns.every((column) => column === null)) {
    return { ...about, rows: [], problem: 'Say below which column holds the topics.' };
  }
  const rows = data.flatMap((cells, index) => {
    if (index < first || (hasHeader && index === first) || isBlank(cells)) return [];
    const row = readRow(index + 1 + skipped, namedCells(columns, cells), rawOf(cells));
    if (broken.includes(index)) {
      row.problems.push({ field: 'row', message: 'has a quotation mark that is not closed.' });
    } else if (cells.slice(columns.length).some((cell) => cell.trim() !== '')) {
      const message =
        'has more cells than there are columns. Put text with commas in quotation marks.';
      row.problems.push({ field: 'row', message });
    }
    return [row];
  });
  return { ...about, rows };
}

/** Excel's own first line, `sep=;`, which is no row. */
function withoutHint(text: string): { body: string; named?: string; skipped: number } {
  const [line, named] = /^sep=(.)(?:\r\n|\r|\n)/i.exec(text) ?? [];
  if (line === undefined || named === undefined) return { body: text, skipped: 0 };
  return { body: text.slice(line.length), named, skipped: 1 };
}

/**
 * The one by which the first row names most of our columns. Where it names none, the one that parts every row into as
 * many cells; none where there is no such.
 */
function separatorOf(text: string): string {
  const read = separators.map((separator) => {
    const { data } = Papa.parse<string[]>(text, { delimiter: separator, preview: rowsLookedAt });
    const rows = data.filter((cells) => !isBlank(cells));
    const [head = []] = rows;
    const named = head.filter((cell) => columnOf(cell) !== undefined).length;
    const isEven = head.length > 1 && rows.every((cells) => cells.length === head.length);
    return { separator, named, width: head.length, isEven };
  });
  const byName = read.reduce((best, next) =>
    next.named > best.named || (next.named === best.named && next.width > best.width) ? next : best,
  );
  if (byName.named > 0) return byName.width > 1 ? byName.separator : unitSeparator;
  return read.find(({ isEven }) => isEven)?.separator ?? unitSeparator;
}

function mappingOf(
  rows: readonly (readonly string[])[],
  head: readonly string[],
  width: number,
  chosen: Mapping | undefined,
): Mapping {
  const key = JSON.stringify(head);
  if (chosen?.head === key) return chosen;
  const named = head.map((cell) => columnOf(cell));
  if (named.some((column) => column !== undefined)) {
    // A second column of that name isn't read unless somebody says so.
    const columns = head.map((_cell, index) => {
      const column = named[index];
      return column !== undefined && named.indexOf(column) === index ? column : null;
    });
    return { head: key, columns, hasHeader: true };
  }
  return { head: key, columns: guessColumns(rows, width), hasHeader: false };
}

function namedCells(columns: Mapping['columns'], cells: readonly string[]) {
  const named: Partial<Record<Column, string>> = {};
  for (const [index, column] of columns.entries()) {
    if (column !== null) named[column] = cells[index] ?? '';
  }
  return named;
}

/** The cells as they were given, so that another mapping makes no other row of it. */
function rawOf(cells: readonly string[]): string {
  return JSON.stringify(cells.map((cell) => cell.trim()));
}

function nameOf(index: number, head: readonly string[], hasHeader: boolean): string {
  const name = hasHeader ? (head[index] ?? '').trim() : '';
  return name === '' ? `column ${index + 1}` : name;
}

function sampleOf(rows: readonly (readonly string[])[], index: number): string {
  const found = rows.slice(0, rowsLookedAt).find((cells) => (cells[index] ?? '').trim() !== '');
  return (found?.[index] ?? '').trim();
}

function isBlank(cells: readonly string[]): boolean {
  return cells.every((cell) => cell.trim() === '');
}
