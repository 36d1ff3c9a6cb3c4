import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BenchOptions, Section } from '../support/bench.ts';
import { roundsOf } from '../support/cell-figures.ts';
import { type Cell, connectionStep, measure, type Target } from '../support/measure.ts';
import { type RouteStack, requestsOf, startRouteStack } from '../support/route-stack.ts';
import { median, medianWithSpread } from '../support/statistics.ts';
import { checkOut } from './other-checkout.ts';

const step = connectionStep(64);

/** This checkout beside another commit, each with an API and a Directus of its own, in turn. */
export async function run({ commit = 'HEAD~1', ...options }: BenchOptions): Promise<Section[]> {
  console.log(`compare: this checkout beside ${commit} ...`);
  const other = await checkOut(commit);
  try {
    const theirs = (await import(
      pathToFileURL(join(other.dir, 'bench/support/route-stack.ts')).href
    )) as { startRouteStack: typeof startRouteStack };
    const then = await theirs.startRouteStack(step.connections);
    try {
      const now = await startRouteStack(step.connections);
      try {
        const names = Object.keys(requestsOf(now));
        const targets = names.flatMap((name) => [
          targetOf(then, name, 'then'),
          targetOf(now, name, 'now'),
        ]);
        return [sectionOf(await measure([step], targets, options), names, commit)];
      } finally {
        await now.stop();
      }
    } finally {
      await then.stop();
    }
  } finally {
    await other.stop();
  }
}

function targetOf(stack: RouteStack, name: string, when: 'then' | 'now'): Target {
  const requestOf = requestsOf(stack)[name];
  const requests = requestOf === undefined ? [] : stack.people.map(requestOf);
  const { url, pid, directus } = stack;
  return {
    name: `${name}, ${when}`,
    url,
    pid,
    behind: [directus.process.pid],
    requests: () => requests,
  };
}

function sectionOf(cells: readonly Cell[], names: readonly string[], commit: string): Section {
  const rows = names.map((name) => {
    const of = (when: 'then' | 'now', figure: Parameters<typeof roundsOf>[1]) =>
      roundsOf(cells, figure, `${name}, ${when}`, step);
    const ratio = (figure: Parameters<typeof roundsOf>[1]) => {
      const then = of('then', figure);
      return medianWithSpread(
        of('now', figure).map((value, at) => value / (then[at] ?? Number.NaN)),
      );
    };
    const middle = (when: 'then' | 'now', figure: Parameters<typeof roundsOf>[1]) =>
      Math.round(median(of(when, figure))).toLocaleString('en-US');
    return [
      name,
      middle('then', 'requestsPerSecond'),
      middle('now', 'requestsPerSecond'),
      ratio('requestsPerSecond'),
      middle('then', 'processorMs'),
      middle('now', 'processorMs'),
      ratio('processorMs'),
      middle('then', 'megabytes'),
      middle('now', 'megabytes'),
    ];
  });
  return {
    title: `This checkout beside ${commit}`,
    text: [
      `Each has an API and a Directus of its own, and they are loaded in turn over ${step.connections} connections. Processor time is that of both for a thousand requests, memory the API's. The ratios are those of single rounds: the median, in brackets the smallest and the largest.`,
    ],
    tables: [
      {
        head: [
          '',
          'rate then',
          'rate now',
          'now / then',
          'processor then, ms',
          'processor now, ms',
          'now / then',
          'memory then, MB',
          'memory now, MB',
        ],
        rows,
      },
    ],
  };
}
