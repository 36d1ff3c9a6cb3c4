import Papa from 'papaparse';
import { type BatchRow, type Column, columns, readRow } from './batch-rows.ts';

/** What stands between two cells: in CSV, in CSV where a comma parts decimals, in cells as spreadsheets copy them. */
const separators = [',', ';', '\t'] as const;

/** In no text that people write. */
const unitSeparator = '\u001f';

/** Reads CSV, or copied cells. Loaded only where a table is given: the parser isn't small. */
export function parseTable(text: string): TableRows {
  const { data, errors } = Papa.parse<string[]>(text.replace(/^\uFEFF/, ''), {
    delimiter: separatorOf(text),
    skipEmptyLines: false,
  });
  const broken = errors
    .filter(({ type }) => type === 'Quotes')
    .flatMap(({ row }) => (row === undefined ? [] : [row]));
  return rowsFromTable(data, broken);
}

/** The one that there are most of in the first row, which holds names only; none where there is one column. */
function separatorOf(text: string): string {
  const head = /^\s*(.*)/.exec(text)?.[1] ?? '';
  const counted = separators.map((one) => ({ one, count: head.split(one).length }));
  const most = counted.reduce((best, next) => (next.count > best.count ? next : best));
  return most.count > 1 ? most.one : unitSeparator;
}

/** What a table says. */
export interface TableRows {
  rows: BatchRow[];
  /** Why it can't be read as a table at all. */
  problem?: string;
  /** Columns that aren't ours, and aren't read. */
  ignored: string[];
}

/**
 * Reads the cells of a table whose first row names the columns, in any order.
 *
 * @param brokenRows rows with a quotation mark that doesn't end, from 0
 */
function rowsFromTable(table: readonly (readonly string[])[], brokenRows: readonly number[]) {
  const head = (table[0] ?? []).map(toColumnName);
  const known = head.filter(isColumn);
  const ignored = head.filter((name) => name !== '' && !isColumn(name));
  const nothing = { rows: [], ignored: [] };
  if (table.every(isBlank)) return nothing;
  if (known.length === 0) {
    return { ...nothing, problem: `The first row must name columns: ${columns.join(', ')}.` };
  }
  const twice = known.find((name, index) => known.indexOf(name) !== index);
  if (twice !== undefined) return { ...nothing, problem: `There are two columns named ${twice}.` };
  const rows = table.flatMap((cells, index) => {
    if (index === 0 || isBlank(cells)) return [];
    const row = readRow(index + 1, cellsByName(head, cells));
    if (brokenRows.includes(index)) {
      row.problems.push({ field: 'row', message: 'has a quotation mark that is not closed.' });
    } else if (cells.slice(head.length).some((cell) => cell.trim() !== '')) {
      const message =
        'has more cells than there are columns. Put text with commas in quotation marks.';
      row.problems.push({ field: 'row', message });
    }
    return [row];
  });
  return { rows, ignored };
}

function cellsByName(head: readonly string[], cells: readonly string[]) {
  const named: Partial<Record<Column, string>> = {};
  for (const [index, name] of head.entries()) {
    if (isColumn(name)) named[name] = cells[index] ?? '';
  }
  return named;
}

function toColumnName(cell: string): string {
  return cell
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');
}

function isColumn(name: string): name is Column {
  return (columns as readonly string[]).includes(name);
}

function isBlank(cells: readonly string[]): boolean {
  return cells.every((cell) => cell.trim() === '');
}
