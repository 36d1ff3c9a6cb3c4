import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { drawPlot, linearScale, logScale, stepScale } from '../../bench/draw-plot.ts';
import { withSection, writeMarkdown } from '../../bench/report.ts';
import type { Plot } from '../../bench/support/bench.ts';

import { figure, median, medianWithSpread, quantile } from '../../bench/support/statistics.ts';
import { root } from '../support/documents.ts';

const plot: Plot = {
  name: 'example',
  title: 'Rates & <latencies>',
  xLabel: 'connections',
  yLabel: 'ms',
  isYLogarithmic: true,
  lines: [
    {
      name: 'one',
      points: [
        { x: 1, y: 10, low: 9, high: 12 },
        { x: 256, y: 1_000, low: 800, high: 1_100 },
      ],
    },
    { name: 'nothing came of it', points: [{ x: 1, y: Number.NaN, low: 0, high: 0 }] },
  ],
};

describe('figures', () => {
  test('the median of an even count lies between the middle two', () => {
    assert.equal(median([4, 1, 3, 2]), 2.5);
    assert.equal(quantile([1, 2, 3, 4, 5], 0.99), 4.96);
    assert.ok(Number.isNaN(median([])));
  });

  test('are as long as they mean something, and tell their spread', () => {
    assert.deepEqual([12_345.6, 12.34, 1.234, 0].map(figure), ['12,346', '12.3', '1.23', '0']);
    assert.equal(medianWithSpread([1, 3, 2]), '2.00 (1.00-3.00)');
    assert.equal(medianWithSpread([0, 0]), '0');
  });
});

describe('axes', () => {
  test('put equal factors at equal distances, and every step in its place', () => {
    const y = logScale([1, 1_000], 300, 0);
    assert.deepEqual([1, 10, 100, 1_000].map(y.place).map(Math.round), [300, 200, 100, 0]);
    const x = stepScale([1, 16, 256, 16], 0, 100);
    assert.deepEqual(x.ticks, [1, 16, 256]);
    assert.deepEqual(x.ticks.map(x.place).map(Math.round), [0, 50, 100]);
  });

  test('hold every value, also where all are the same', () => {
    for (const values of [[161.2, 163], [7], [0.3, 5_000]]) {
      for (const scale of [logScale(values, 300, 0), linearScale(values, 300, 0)]) {
        assert.ok(scale.ticks.length >= 2, `${values}`);
        for (const value of values) {
          const at = scale.place(value);
          assert.ok(at >= -1e-9 && at <= 300, `${value} of ${values} stands at ${at}`);
        }
      }
    }
  });
});

test('a plot escapes its words and leaves out what was not measured', () => {
  const svg = drawPlot(plot);
  assert.match(svg, /<title>Rates &#38; &#60;latencies&#62;<\/title>/);
  assert.doesNotMatch(svg, /NaN|undefined|Infinity/);
  assert.match(svg, /prefers-color-scheme: dark/);
});

test('a page has its plots and as many cells in every row', () => {
  const page = writeMarkdown(
    ['# Head'],
    [
      {
        title: 'Subject',
        text: ['Words.'],
        tables: [{ caption: 'Caption:', head: ['', 'a', 'b'], rows: [['row', '1', '2']] }],
        plots: [plot],
      },
    ],
  );
  assert.match(page, /^# Head\n\n## Subject\n\nWords\.\n\n!\[.*\]\(benchmarks\/example\.svg\)/);
  assert.match(
    page,
    /\| {4} +\| +a \| +b \|\n\| ---- \| ---: \| ---: \|\n\| row {2}\| +1 \| +2 \|\n$/,
  );
});

test('a section takes the place of the one before it, and a new one comes first', () => {
  const page = '# Head\n\n## One\n\nold\n\n## Two\n\nold\n';
  const section = (title: string) => ({ title, text: ['new'], tables: [] });
  assert.equal(withSection(page, section('One')), '# Head\n\n## One\n\nnew\n\n## Two\n\nold\n');
  assert.equal(withSection(page, section('Two')), '# Head\n\n## One\n\nold\n\n## Two\n\nnew\n');
  assert.match(withSection(page, section('Three')), /^# Head\n\n## Three\n\nnew\n\n## One/);
});

test('the report shows every plot that lies beside it', async () => {
  const page = await readFile(join(root, 'docs/benchmarks.md'), 'utf8');
  const files = await readdir(join(root, 'docs/benchmarks'));
  assert.ok(files.length > 0);
  assert.deepEqual(
    files.filter((file) => !page.includes(`(benchmarks/${file})`)),
    [],
  );
});
