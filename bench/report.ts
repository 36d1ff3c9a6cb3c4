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
  const names = Object.keys(benches).filter((name) => !notOfTheReport.has(name));
  for await (const sections of runBenches(names, options)) {
    sections.forEach(printSection);
    done.push(...sections.map(withLoad));
    const run = await describeRun(startedAt, loadAtStart, options);
    const page = writeMarkdown([...reportHead, tableLines(run)], done);
    const files = new Map(done.flatMap(filesOf));
    if (!options.isQuick) await write(page, files);
  }
}

/** Runs these benches and puts what they show into the report in place of what it says of them; the rest stays. */
export async function updateReport(names: readonly string[], options: BenchOptions): Promise<void> {
  const file = join(docs, 'benchmarks.md');
  for await (const sections of runBenches(names, options)) {
    sections.forEach(printSection);
    let page = await readFile(file, 'utf8');
    for (const section of sections.map(withLoad)) {
      page = withSection(page, section);
      for (const [name, text] of filesOf(section)) await writeFile(join(plotDir, name), text);
    }
    await writeFile(file, page);
  }
}

/** The page with this section in place of the one of its title; a new one comes first. */
export function withSection(page: string, section: Section): string {
  const text = `${sectionLines(section).join('\n\n')}\n`;
  const [head = '', ...others] = page.split(/^(?=## )/m);
  const at = others.findIndex((other) => other.startsWith(`## ${section.title}\n`));
  const last = at < 0 ? others.length === 0 : at === others.length - 1;
  const own = last ? text : `${text}\n`;
  return [head, ...(at < 0 ? [own, ...others] : others.with(at, own))].join('');
}

/** Plots and figures that lie beside the report, by the names of their files. */
function filesOf({ plots = [], data }: Section): [string, string][] {
  const files = plots.map((plot): [string, string] => [`${plot.name}.svg`, drawPlot(plot)]);
  if (data) files.push([`${data.name}.json`, `${JSON.stringify(data.value, null, 2)}\n`]);
  return files;
}

function withLoad(section: Section): Section {
  const load = `Measured ${new Date().toISOString().slice(0, 10)}; the machine's load average at its end: ${currentLoad().toFixed(1)}.`;
  return { ...section, text: [...section.text, load] };
}

async function write(page: string, files: ReadonlyMap<string, string>): Promise<void> {
  await mkdir(plotDir, { recursive: true });
  for (const old of await readdir(plotDir)) await rm(join(plotDir, old));
  for (const [name, text] of files) await writeFile(join(plotDir, name), text);
  await writeFile(join(docs, 'benchmarks.md'), page);
}

/** These compare with something that is another each time. */
const notOfTheReport: ReadonlySet<string> = new Set(['short', 'compare']);

/** Every bench by its name, in the order of the report. */
export const benches: Readonly<Record<string, () => Promise<{ run: Bench }>>> = {
  overview: () => import('./overview/run.ts'),
  short: () => import('./overview/short.ts'),
  auth: () => import('./auth/run.ts'),
  sessions: () => import('./sessions/run.ts'),
  routes: () => import('./routes.ts'),
  vault: () => import('./vault.ts'),
  reveals: () => import('./reveals/run.ts'),
  audit: () => import('./audit.ts'),
  overload: () => import('./overload/run.ts'),
  fairness: () => import('./fairness/run.ts'),
  accounts: () => import('./accounts.ts'),
  footprint: () => import('./footprint.ts'),
  memory: () => import('./memory/run.ts'),
  compare: () => import('./compare/run.ts'),
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
    '| `npm run bench -- short` | the table below in two minutes, its ratios beside those of this page |',
    '| `npm run bench -- overview` | everything in one table: checks, captions, reveals, stores, batches, sign-ins |',
    '| `npm run bench -- auth` | the plain design, both validators and no check; by connections and by tokens |',
    '| `npm run bench -- sessions` | a check with a thousand to a million rows of sessions, on SQLite and on the PostgreSQL at 127.0.0.1:5432, where there is one |',
    '| `npm run bench -- routes` | the routes of the vault and of the captions, by connections |',
    '| `npm run bench -- vault` | sealing and opening beside bare `jose`, and a reveal beside its parts |',
    '| `npm run bench -- reveals` | a reveal and a store beside the plain design, by connections |',
    '| `npm run bench -- audit` | `genie audit verify` over a million entries, on SQLite and on that PostgreSQL |',
    '| `npm run bench -- overload` | lists and reveals alone, and under ten times what can be done |',
    '| `npm run bench -- fairness` | ten users alone, and beside one who sends as much as one may, in eleven ways |',
    '| `npm run bench -- accounts` | whether the time of an answer tells addresses with an account from others |',
    '| `npm run bench -- footprint` | how soon the API is ready, and its memory |',
    '| `npm run bench -- overview --write` | that alone, and puts it into this page; the rest stays |',
    '| `npm run bench -- memory --minutes=60` | the most memory that the API and its Directus hold under a mixed load |',
    '| `npm run bench -- compare --commit=HEAD~1` | this checkout beside another commit, each with an API and a Directus of its own, in turn |',
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
