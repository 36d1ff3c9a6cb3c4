import type { Section } from './bench.ts';
import { printTable } from './print-table.ts';

/** Prints what a section says; its plots are for the report alone. */
export function printSection({ title, text, tables }: Section): void {
  console.log(`\n${title}\n`);
  for (const paragraph of text) console.log(`${paragraph}\n`);
  for (const { caption, head, rows } of tables) {
    if (caption !== undefined) console.log(`${caption}\n`);
    printTable(head, rows);
    console.log('');
  }
}
