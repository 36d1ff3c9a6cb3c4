import type { Section } from '../support/bench.ts';
import type { BenchOptions } from '../support/bench-options.ts';
import { growthPlots, plotOf, refusalsOf, tableOf } from '../support/cell-figures.ts';
import { measure, type Step } from '../support/measure.ts';
import type { AuthStack } from './auth-stack.ts';

const connectionCounts = [1, 4, 16, 64, 256];
const connectionSteps = connectionCounts.map(
  (count): Step => ({ name: String(count), x: count, connections: count }),
);

/** What more and more connections do, each with a user of its own. */
export async function growConnections(stack: AuthStack, options: BenchOptions): Promise<Section> {
  console.log(' connections');
  const requests = stack.requests(Math.max(...connectionCounts));
  const targets = stack.gateways.map((target) => ({
    ...target,
    requests: (step: Step) => requests.slice(0, step.connections),
  }));
  const cells = await measure(connectionSteps, targets, options);
  const xLabel = 'connections, each with a user of its own';
  return {
    title: 'More connections',
    text: [
      'Each connection has a user of its own and sends its next request after an answer. Rates and latencies are of answers that are 200; whoever says 503 when there is too much to do has the rest below.',
    ],
    tables: [
      tableOf(cells, 'requestsPerSecond', 'Requests a second, by connections:'),
      tableOf(cells, 'p50Ms', 'Median latency in ms, by connections:'),
      tableOf(cells, 'p99Ms', 'The 99th percentile of the latency in ms, by connections:'),
      ...refusalsOf(cells),
      tableOf(cells, 'megabytes', 'Memory of the process (RSS) after the load, in MB:'),
    ],
    plots: [
      ...growthPlots(cells, { name: 'connections', by: 'connections', xLabel }),
      plotOf(cells, 'megabytes', {
        name: 'connections-memory',
        title: 'Memory of the process by connections',
        xLabel,
        yLabel: 'MB',
        isYLogarithmic: false,
      }),
    ],
  };
}
