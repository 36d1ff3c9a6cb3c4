import { lengths } from '@genie-helper/captions/rules';
import { platformChoices } from '../../labels.ts';
import type { Column } from './batch-rows.ts';

/** What people call the columns in their own tables. */
const otherNames: Readonly<Record<Column, readonly string[]>> = {
  platform: ['network', 'social_network', 'channel', 'site', 'platforms'],
  tone: ['mood', 'voice', 'style', 'tone_of_voice'],
  topic: ['topics', 'subject', 'idea', 'title', 'theme', 'about', 'post'],
  length: ['size'],
  platform_username: ['username', 'user_name', 'handle', 'account', 'name', 'creator'],
};

/** The column that goes by this name; undefined where none does. */
export function columnOf(cell: string): Column | undefined {
  const name = cell
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');
  const all = Object.entries(otherNames) as [Column, readonly string[]][];
  return all.find(([column, others]) => column === name || others.includes(name))?.[0];
}

/** What the columns of a table without names hold, as far as that shows; the longest text is the topic. */
export function guessColumns(rows: readonly (readonly string[])[], width: number) {
  const columns: (Column | null)[] = Array.from({ length: width }, () => null);
  const cellsOf = (index: number) =>
    rows.map((cells) => (cells[index] ?? '').trim().toLowerCase()).filter((cell) => cell !== '');
  const isOf = (index: number, known: readonly string[]) => {
    const cells = cellsOf(index);
    return cells.length > 0 && cells.every((cell) => known.includes(cell));
  };
  const give = (column: Column, known: readonly string[]) => {
    const index = columns.findIndex((taken, at) => taken === null && isOf(at, known));
    if (index >= 0) columns[index] = column;
  };
  give('platform', platformNames);
  give('length', lengths);
  const weights = columns.map((taken, index) =>
    taken === null ? cellsOf(index).reduce((sum, cell) => sum + cell.length, 0) : -1,
  );
  const heaviest = weights.indexOf(Math.max(...weights));
  if (columns[heaviest] === null && (weights[heaviest] ?? 0) > 0) columns[heaviest] = 'topic';
  return columns;
}

const platformNames = platformChoices.flatMap(({ value, label }) => [value, label.toLowerCase()]);
