import { GenieError } from '@genie-helper/client';
import { type BatchRow, columns, type RowProblem } from './batch-rows.ts';

/** The rows with what the server has found wrong in them (`items/3/topic`). */
export function withServerProblems(rows: readonly BatchRow[], error: unknown): BatchRow[] {
  const details = error instanceof GenieError ? (error.details ?? []) : [];
  return rows.map((row, index) => {
    const found = details.flatMap(({ path, message }): RowProblem[] => {
      const [, at, name] = /^\/?items\/(\d+)(?:\/(\w+))?/.exec(path) ?? [];
      if (at === undefined || Number(at) !== index) return [];
      return [
        { field: columns.find((column) => column === name) ?? 'row', message: `${message}.` },
      ];
    });
    return found.length === 0 ? row : { ...row, problems: [...row.problems, ...found] };
  });
}
