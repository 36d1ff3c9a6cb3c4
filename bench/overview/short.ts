import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { BenchOptions, Section } from '../support/bench.ts';
import { figure } from '../support/statistics.ts';
import { measureOverview, type Overview, overviewTable, ratiosOf } from './run.ts';

const committedFile = resolve(import.meta.dirname, '../../docs/benchmarks/overview.json');

/** The overview in two minutes, its ratios beside those of the committed report. */
export async function run({ isQuick }: BenchOptions): Promise<Section[]> {
  console.log('short: the overview in few rounds');
  const rounds = isQuick ? 1 : 3;
  const overview = await measureOverview({ rounds, seconds: isQuick ? 0.2 : 0.5, isQuick });
  const committed = JSON.parse(await readFile(committedFile, 'utf8')) as Overview;
  return [
    {
      title: 'In short, beside the committed report',
      text: [
        'Ratios to the plain design of the same run: they hold on another machine, the figures do not.',
      ],
      tables: [overviewTable(overview), compareTable(overview, committed)],
    },
  ];
}

function compareTable(overview: Overview, committed: Overview) {
  const [now, then] = [ratiosOf(overview), ratiosOf(committed)];
  const show = (value: number | undefined) => (value === undefined ? '' : figure(value));
  return {
    head: ['', 'rate / plain', 'committed', 'plain / processor', 'committed'],
    rows: Object.entries(now).map(([row, { rate, processor }]) => [
      row,
      show(rate),
      show(then[row]?.rate),
      show(processor),
      show(then[row]?.processor),
    ]),
  };
}
