import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useMemo } from 'react';
import type { Source } from './batch-source.ts';
import { rowsFromLines } from './rows-from-lines.ts';
import type { TableRows } from './rows-from-table.ts';

/** The rows of a source; `parser` says whether what reads tables is there yet. */
export function useBatchRows(source: Source): TableRows & {
  parser: { isLoading: boolean; error: unknown; load: () => void };
} {
  const { mode, lines, defaults, table } = useDeferredValue(source);
  const parser = useQuery({
    queryKey: ['table-parser'],
    queryFn: async () => {
      const { parseTable } = await import('./parse-table.ts');
      return { parseTable };
    },
    enabled: mode === 'table',
    staleTime: Number.POSITIVE_INFINITY,
  });
  const parseTable = parser.data?.parseTable;
  const read = useMemo((): TableRows => {
    if (mode === 'lines') return { rows: rowsFromLines(lines, defaults), ignored: [] };
    return parseTable === undefined ? { rows: [], ignored: [] } : parseTable(table);
  }, [mode, lines, defaults, table, parseTable]);
  return {
    ...read,
    parser: {
      isLoading: parser.isLoading,
      error: parser.error,
      load: () => void parser.refetch(),
    },
  };
}
