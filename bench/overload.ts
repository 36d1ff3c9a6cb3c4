import { startRevealLoad } from '../test/support/reveal-load.ts';
import { type Outcome, sendSteadily, timeOf } from '../test/support/send-steadily.ts';
import type { BenchOptions, Section } from './support/bench.ts';
import { figure } from './support/statistics.ts';

/** How long a reveal takes alone, and how long it and its refusal take under ten times what can be done. */
export async function run({ rounds, seconds, isQuick }: BenchOptions): Promise<Section[]> {
  const loadSeconds = isQuick ? 1 : rounds * seconds * 6;
  console.log(`overload: ten times what can be done, for ${loadSeconds} s ...`);
  await using load = await startRevealLoad();
  await load.oneAfterAnother(30);
  const alone = await load.oneAfterAnother(100);
  const perSecond = Math.round((await load.capacity()) * 10);
  const { outcomes } = await sendSteadily(load.reveal, { perSecond, seconds: loadSeconds });
  const of = (wanted: number) => outcomes.filter(({ status }) => status === wanted);
  const medianAlone = timeOf(alone, 0.5);
  const row = (name: string, all: readonly Outcome[], promised: string) => [
    name,
    String(all.length),
    ...[0.5, 0.95].map((share) => figure(timeOf(all, share))),
    figure(timeOf(all, 0.5) / medianAlone),
    promised,
  ];
  return [
    {
      title: 'Overload',
      text: [
        `Reveals one after the other, then ${figure(perSecond)} a second for ${loadSeconds} s: ten times what the API did with eight always under way. It serves what it can and refuses the rest with 503; sender, API and Directus share the machine.`,
      ],
      tables: [
        {
          head: ['', 'requests', 'median, ms', 'p95, ms', 'of alone', 'promised'],
          rows: [
            row('alone', alone, ''),
            row('served', of(200), 'below 10'),
            row('refused', of(503), ''),
          ],
        },
      ],
    },
  ];
}
