import type { Plot, Section, Table } from '../support/bench.ts';

/** The report as one page; its plots are beside it, in `plots`. */
export function writeMarkdown(head: readonly string[], sections: readonly Section[]): string {
  return `${[...head, ...sections.flatMap(sectionLines)].join('\n\n')}\n`;
}

function sectionLines({ title, text, tables, plots }: Section): string[] {
  return [
    `## ${title}`,
    ...text,
    ...plots.map(plotLine),
    ...tables.flatMap((table) => [...(table.caption ? [table.caption] : []), tableLines(table)]),
  ];
}

/** A table of Markdown. */
export function tableLines({ head, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, column) => (column === 0 ? '---' : '---:'));
  return [head, rule, ...rows].map(line).join('\n');
}

function plotLine({ name, title }: Plot): string {
  return `![${title}](benchmarks/${name}.svg)`;
}
