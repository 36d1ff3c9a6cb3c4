import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { benches, runBenches } from '../benches.ts';
import type { BenchOptions } from '../support/bench-options.ts';
import { printSection } from '../support/print-section.ts';
import type { Section } from '../support/section.ts';
import { currentLoad, describeRun } from './describe-run.ts';
import { drawPlot } from './draw-plot.ts';
import { reportHead } from './report-head.ts';
import { tableLines, writeMarkdown } from './write-markdown.ts';

const docs = resolve(import.meta.dirname, '../../docs');
const plotDir = join(docs, 'benchmarks');

/** Runs every bench and writes the report; a quick run prints it and writes nothing. */
export async function writeReport(options: BenchOptions): Promise<void> {
  const startedAt = new Date();
  const loadAtStart = currentLoad();
  const sections = await runBenches(Object.keys(benches), options);
  const record = { startedAt, loadAtStart, loadAtEnd: currentLoad() };
  const run = await describeRun(record, options);
  for (const section of sections) printSection(section);
  const drawn = drawAll(sections);
  const page = writeMarkdown([...reportHead, tableLines(run)], sections);
  if (options.isQuick) {
    console.log('This was a quick run: docs/benchmarks.md stays as it is.');
    return;
  }
  await mkdir(plotDir, { recursive: true });
  for (const old of await readdir(plotDir)) await rm(join(plotDir, old));
  for (const [name, svg] of drawn) await writeFile(join(plotDir, `${name}.svg`), svg);
  await writeFile(join(docs, 'benchmarks.md'), page);
}

function drawAll(sections: readonly Section[]): Map<string, string> {
  const plots = sections.flatMap((section) => section.plots);
  return new Map(plots.map((plot) => [plot.name, drawPlot(plot)]));
}
