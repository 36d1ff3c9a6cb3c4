import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { benches, runBenches } from './benches.ts';
import { drawPlot } from './draw-plot.ts';
import { currentLoad, describeRun } from './report/describe-run.ts';
import { reportHead } from './report/report-head.ts';
import { tableLines, writeMarkdown } from './report/write-markdown.ts';
import type { Section } from './support/bench.ts';
import type { BenchOptions } from './support/bench-options.ts';
import { printSection } from './support/print-section.ts';

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
    const run = await describeRun({ startedAt, loadAtStart, loadAtEnd: currentLoad() }, options);
    const page = writeMarkdown([...reportHead, tableLines(run)], done);
    const plots = done.flatMap((section) => section.plots);
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
