import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { join, resolve } from 'node:path';
import { drawPlot } from './draw-plot.ts';
import type { Bench, BenchOptions, Section, Table } from './support/bench.ts';

const docs = resolve(import.meta.dirname, '../docs');
const plotDir = join(docs, 'benchmarks');

/**
 * Runs every bench and writes the report, with each that has ended: a run that's broken off leaves what it has
 * measured. A quick run prints it and writes nothing.
 */
export async function writeReport(options: BenchOptions): Promise<void> {
  const startedAt = new Date();
  const loadAtStart = currentLoad();
  const done: Section[] = [];
  for await (const sections of runBenches(Object.keys(benches), options)) {
    sections.forEach(printSection);
    done.push(...sections.map(withLoad));
    const run = await describeRun(startedAt, loadAtStart, options);
    const page = writeMarkdown([...reportHead, tableLines(run)], done);
    const plots = done.flatMap(({ plots = [] }) => plots);
    const drawn = new Map(plots.map((plot) => [`${plot.name}.svg`, drawPlot(plot)]));
    if (!options.isQuick) await write(page, drawn);
  }
}

function withLoad(section: Section): Section {
  const load = `The machine's load average when this had been measured: ${currentLoad().toFixed(1)}.`;
  return { ...section, text: [...section.text, load] };
}

async function write(page: string, plots: ReadonlyMap<string, string>): Promise<void> {
  await mkdir(plotDir, { recursive: true });
  for (const old of await readdir(plotDir)) await rm(join(plotDir, old));
  for (const [name, svg] of plots) await writeFile(join(plotDir, name), svg);
  await writeFile(join(docs, 'benchmarks.md'), page);
}

/** Every bench by its name, in the order of the report. */
export const benches: Readonly<Record<string, () => Promise<{ run: Bench }>>> = {
  auth: () => import('./auth/run.ts'),
  sessions: () => import('./sessions/run.ts'),
  routes: () => import('./routes.ts'),
  vault: () => import('./vault.ts'),
  overload: () => import('./overload.ts'),
  footprint: () => import('./footprint.ts'),
};

/** Runs these one after the other and gives what each of them shows as soon as it's there. */
export async function* runBenches(
  names: readonly string[],
  options: BenchOptions,
): AsyncGenerator<readonly Section[]> {
  for (const name of names) {
    const bench = await benches[name]?.();
    if (bench !== undefined) yield await bench.run(options);
  }
}

/** What stands above the figures, whatever they are. */
const reportHead: readonly string[] = [
  '# Benchmarks',
  'Written by `npm run bench`; a run takes about a quarter of an hour, longer on a busy machine, and writes this page and its plots anew. Everything that is compared is measured in one run, in turn, so that whatever else the machine does meets all of it alike. Read the ratios, not the absolute figures: server, Directus, database and the load itself share one machine. Figures are medians of the rounds, in brackets the smallest and the largest; the plots show the same.',
  [
    '| command | what it measures |',
    '|---|---|',
    '| `npm run bench` | all of it, and writes this page |',
    '| `npm run bench -- auth` | the plain design, both validators and no check; by connections and by tokens |',
    '| `npm run bench -- sessions` | a check with a thousand to a million rows of sessions, on SQLite and on the PostgreSQL at 127.0.0.1:5432, where there is one |',
    '| `npm run bench -- routes` | the routes of the vault and of the captions, by connections |',
    '| `npm run bench -- vault` | sealing and opening beside bare `jose`, and a reveal beside its parts |',
    '| `npm run bench -- overload` | a reveal alone, and under ten times what can be done |',
    '| `npm run bench -- footprint` | how soon the API is ready, and its memory |',
    '| `npm run bench -- --quick` | little of everything, to try the code; its figures say nothing |',
  ].join('\n'),
];

/** Prints what a section says; its plots are for the report alone. */
export function printSection(section: Section): void {
  console.log(`\n${writeMarkdown([], [{ ...section, plots: [] }])}`);
}

/** The report as one page; its plots are beside it, in `plots`. */
export function writeMarkdown(head: readonly string[], sections: readonly Section[]): string {
  return `${[...head, ...sections.flatMap(sectionLines)].join('\n\n')}\n`;
}

function sectionLines({ title, text, tables, plots = [] }: Section): string[] {
  return [
    `## ${title}`,
    ...text,
    ...plots.map((plot) => `![${plot.title}](benchmarks/${plot.name}.svg)`),
    ...tables.flatMap((table) => [...(table.caption ? [table.caption] : []), tableLines(table)]),
  ];
}

/** A table of Markdown, its columns aligned: the first to the left, the others to the right. */
function tableLines({ head, rows }: Table): string {
  const widths = head.map((_, column) =>
    Math.max(4, ...[head, ...rows].map((cells) => cells[column]?.length ?? 0)),
  );
  const pad = (cell: string, column: number) =>
    column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0);
  const line = (cells: readonly string[]) => `| ${cells.map(pad).join(' | ')} |`;
  const rule = widths.map((width, column) => `${'-'.repeat(width - 1)}${column === 0 ? '-' : ':'}`);
  return [head, rule, ...rows].map(line).join('\n');
}

const packages = ['directus', 'fastify', 'undici', 'jose', 'express', 'autocannon'];

/** The machine's load average of the last minute: how much ran on it, this run's own included. */
function currentLoad(): number {
  return loadavg()[0] ?? Number.NaN;
}

/** On what was measured, with what and when, as a table. */
async function describeRun(
  startedAt: Date,
  loadAtStart: number,
  { rounds, seconds }: BenchOptions,
): Promise<Table> {
  const [processor] = cpus();
  const cores = cpus().length;
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  const minutes = (Date.now() - startedAt.getTime()) / 60_000;
  const load = `${loadAtStart.toFixed(2)} before it, ${currentLoad().toFixed(2)} at its end`;
  return {
    head: ['this run', ''],
    rows: [
      ['machine', `${cores} cores of ${processor?.model.trim()}, ${memory}`],
      ['system', `${type()} ${release()}, Node ${process.versions.node}`],
      ['packages', (await Promise.all(packages.map(withVersion))).join(', ')],
      ['time', `${startedAt.toISOString().slice(0, 16)}Z, ${minutes.toFixed(0)} minutes`],
      ['load average', `${load}, on ${cores} cores`],
      ['rounds', `${rounds} of about ${seconds} s each, after one to warm up`],
    ],
  };
}

async function withVersion(name: string): Promise<string> {
  const file = resolve(import.meta.dirname, '../node_modules', name, 'package.json');
  return `${name} ${JSON.parse(await readFile(file, 'utf8')).version}`;
}
