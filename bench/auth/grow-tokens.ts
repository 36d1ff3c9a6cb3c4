import type { Section } from '../support/bench.ts';
import type { BenchOptions } from '../support/bench-options.ts';
import { growthPlots, refusalsOf, tableOf } from '../support/cell-figures.ts';
import { measure, type Step } from '../support/measure.ts';
import type { AuthStack } from './auth-stack.ts';

const tokenCounts = [1, 10, 100, 1_000, 10_000];
const connections = 64;
const tokenSteps = tokenCounts.map(
  (count): Step => ({ name: count.toLocaleString('en-US'), x: count, connections }),
);

/** What more and more distinct tokens do, over as many connections. */
export async function growTokens(stack: AuthStack, options: BenchOptions): Promise<Section> {
  console.log(' tokens');
  const requests = new Map(tokenSteps.map((step) => [step, stack.requests(step.x)]));
  const targets = stack.gateways.map((target) => ({
    ...target,
    requests: (step: Step) => requests.get(step) ?? [],
  }));
  const cells = await measure(tokenSteps, targets, options);
  const xLabel = `distinct tokens over ${connections} connections`;
  return {
    title: 'More tokens',
    text: [
      `${connections} connections share so many distinct tokens; with fewer tokens than connections some connections have the same one, and checks that wait together can be shared. Nothing is kept between checks, so beyond ${connections} there is nothing left that more tokens could take away.`,
    ],
    tables: [
      tableOf(cells, 'requestsPerSecond', 'Requests a second, by distinct tokens:'),
      tableOf(cells, 'p50Ms', 'Median latency in ms, by distinct tokens:'),
      ...refusalsOf(cells),
      tableOf(cells, 'megabytes', 'Memory of the process (RSS) after the load, in MB:'),
    ],
    plots: growthPlots(cells, { name: 'tokens', by: 'distinct tokens', xLabel }),
  };
}
