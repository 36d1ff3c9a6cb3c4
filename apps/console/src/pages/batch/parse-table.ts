import Papa from 'papaparse';
import { rowsFromTable, type TableRows } from './rows-from-table.ts';

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
