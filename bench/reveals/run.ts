import type { BenchOptions, Section } from '../support/bench.ts';
import { refusalsOf, roundsOf, tableOf } from '../support/cell-figures.ts';
import { connectionStep, measure } from '../support/measure.ts';
import { medianWithSpread } from '../support/statistics.ts';
import { startRevealStack } from './reveal-stack.ts';

const steps = [1, 16, 64].map(connectionStep);

/** Compares a reveal and a store with the plain design's reveal: two calls of Directus and a cipher. */
export async function run(options: BenchOptions): Promise<Section[]> {
  console.log('reveals: people connect a platform ...');
  const stack = await startRevealStack(Math.max(...steps.map(({ connections }) => connections)));
  try {
    const cells = await measure(steps, stack.targets, options);
    const over = (one: string, other: string, step: (typeof steps)[number]) => {
      const [ones, others] = [one, other].map((name) =>
        roundsOf(cells, 'requestsPerSecond', name, step),
      );
      return medianWithSpread(
        (ones ?? []).map((rate, round) => rate / (others?.[round] ?? Number.NaN)),
      );
    };
    return [
      {
        title: 'A reveal, beside the plain design',
        text: [
          '`plain design` is Express with two `fetch` calls of a stock Directus, one for the record and one for the entry of the access log, and `createDecipheriv`. `reveal` and `store` are this server with the guard: what waits is read or written in one transaction with its entries, which are chained, and a store is read before it is written.',
        ],
        tables: [
          tableOf(cells, 'requestsPerSecond', 'Answers a second:'),
          tableOf(cells, 'p50Ms', 'Median latency in ms:'),
          tableOf(
            cells,
            'processorMs',
            'Processor time of the server and its Directus, in ms for a thousand:',
          ),
          ...refusalsOf(cells),
          {
            caption: 'Round by round:',
            head: ['connections', 'reveal / plain design'],
            rows: steps.map((step) => [step.name, over('reveal', 'plain design', step)]),
          },
        ],
      },
    ];
  } finally {
    await stack.stop();
  }
}
