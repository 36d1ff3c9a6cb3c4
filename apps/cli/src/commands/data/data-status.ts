import { type DirectusAnswer, isRecord } from '@genie-helper/directus-client';
import { type AdminCall, assertDone } from '@genie-helper/directus-client/queries';
import {
  type RetentionStatus,
  type RetentionTable,
  retentionPaths,
  retentionVariables,
} from '@genie-helper/guard-protocol';
import { CliError } from '../../installation/cli-error.ts';

/**
 * What there is of everything that grows, as Directus's guard counts it.
 *
 * @throws CliError where Directus runs without our guard, or with an older one · DirectusError
 */
export async function readDataStatus(call: AdminCall): Promise<RetentionStatus> {
  const answer = await call({ method: 'POST', path: retentionPaths.status, body: {} });
  const data = dataOf(answer, 'how much data there is');
  if (!Array.isArray(data.tables) || !isRecord(data.days)) throw otherForm();
  return data as unknown as RetentionStatus;
}

/** @throws CliError where Directus runs without our guard, or with an older one · DirectusError */
export function dataOf(answer: DirectusAnswer, what: string): Record<string, unknown> {
  if (!answer.ok && answer.status === 404) {
    throw new CliError(
      'This Directus runs without our guards, or with older ones. Run "genie doctor".',
    );
  }
  const { data } = assertDone(answer, what);
  if (!isRecord(data)) throw otherForm();
  return data;
}

function otherForm(): CliError {
  return new CliError('This Directus answers in another form. Run "genie doctor".');
}

/** The table of `genie data status`. */
export function renderDataStatus(status: RetentionStatus): string {
  const rows = status.tables.map((table) => [
    table.table,
    String(table.rows),
    table.bytes === null ? '?' : sizeOf(table.bytes),
    table.oldest === null ? '-' : new Date(table.oldest).toISOString().slice(0, 10),
    keptFor(status, table),
    String(table.prunable),
  ]);
  const head = ['table', 'rows', 'size', 'oldest', 'kept for', 'to go'];
  const table = renderTable([head, ...rows], new Set([1, 2, 5]));
  const { bytes, freeBytes, sweptAt, removed } = status;
  const free = freeBytes === null ? '' : `, ${sizeOf(freeBytes)} of it free for new rows`;
  const swept =
    sweptAt === null
      ? 'Nothing was ever removed.'
      : `Last looked through at ${new Date(sweptAt).toISOString().slice(0, 19)}Z; ${removed} rows removed in all.`;
  return `${table}\nThe database takes ${sizeOf(bytes)}${free}.\n${swept}\n`;
}

function keptFor({ days }: RetentionStatus, { kind }: RetentionTable): string {
  const count = days[kind];
  const time = count === 0 ? 'ever' : count === 1 ? '1 day' : `${count} days`;
  return `${time} (${retentionVariables[kind]})`;
}

/** Columns of the same width, two spaces apart. @param right the columns that hold numbers */
export function renderTable(rows: readonly string[][], right: ReadonlySet<number>): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: string[]) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return right.has(column) ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  return `${rows.map(line).join('\n')}\n`;
}

/** For people: in the largest unit of which there is at least one. */
export function sizeOf(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1_000 && unit < units.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  return `${value < 10 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}
