import type { BenchOptions, Section } from '../support/bench.ts';
import { growthOf, plotOf, refusalsOf, roundsOf, tableOf } from '../support/cell-figures.ts';
import { connectionStep, measure, type Step } from '../support/measure.ts';
import { medianWithSpread } from '../support/statistics.ts';
import { type AuthStack, startAuthStack } from './auth-stack.ts';

/** Compares the plain design, both validators and no check, and shows how each grows. */
export async function run(options: BenchOptions): Promise<Section[]> {
  console.log(`auth: ${options.rounds} rounds, everyone in turn`);
  const stack = await startAuthStack();
  try {
    return [
      await compare(stack, options),
      await growConnections(stack, options),
      await growTokens(stack, options),
    ];
  } finally {
    await stack.stop();
  }
}

const many: Step = { name: '64 tokens, 64 connections', x: 64, connections: 64 };
const shared: Step = { name: '1 token, 64 connections', x: 64, connections: 64 };
const single: Step = { name: '1 connection', x: 1, connections: 1 };
const steps = [many, shared, single];
const usedCaption = 'Processor time of the server and its Directus, in ms for a thousand requests:';

/** The plain design, both validators and the ceiling, and what the guard costs at Directus itself. */
async function compare(stack: AuthStack, options: BenchOptions): Promise<Section> {
  console.log(' side by side');
  const [distinct, same] = [stack.requests(64), stack.requests(1)];
  const requestsAt = (step: Step) => (step === many ? distinct : same);
  const cells = await measure(
    steps,
    [
      ...stack.gateways.map((target) => ({ ...target, requests: requestsAt })),
      ...stack.directuses.map((target) => ({ ...target, requests: requestsAt, steps: [many] })),
    ],
    options,
  );
  // Round by round: what disturbs a round meets both.
  const over = (ones: readonly number[], others: readonly number[]) =>
    medianWithSpread(ones.map((one, round) => one / (others[round] ?? Number.NaN)));
  const rates = (name: string, step: Step) => roundsOf(cells, 'requestsPerSecond', name, step);
  const rateRow = (step: Step, one: string, other: string, promised: string) => [
    `requests a second, ${step.name}: ${one} / ${other}`,
    over(rates(one, step), rates(other, step)),
    promised,
  ];
  const used = (name: string) => roundsOf(cells, 'processorMs', name, many);
  const unchecked = used('no check');
  /** What the check alone takes: what the server does for any request is taken off. */
  const check = (name: string) =>
    used(name).map((value, round) => value - (unchecked[round] ?? Number.NaN));
  const costRow = (what: string, cost: (name: string) => number[], promised: string) => [
    `processor time of ${what}, 64 tokens: plain design / introspect`,
    over(cost('plain design'), cost('introspect')),
    promised,
  ];
  return {
    title: 'A token check, side by side',
    text: [
      'The same route four times: `plain design` is Express with one `fetch` of `/users/me` a request, before a stock Directus; `users-me` and `introspect` are this server with that `TOKEN_VALIDATION`, before a Directus with its extensions; `no check` is this server with an open route, the ceiling. With 64 tokens each connection has a user of its own.',
      'What a check costs is the processor time that it takes of the server and of Directus together; of the check alone, without what the server does for any request (`no check`). The rates tell less of it: the load itself shares the two cores, and takes more of them the more is answered.',
    ],
    tables: [
      tableOf(cells, 'requestsPerSecond', 'Requests a second:'),
      tableOf(cells, 'p50Ms', 'Median latency in ms:'),
      tableOf(cells, 'processorMs', usedCaption),
      ...refusalsOf(cells),
      {
        caption: 'What was promised:',
        head: ['round by round', 'measured', 'promised'],
        rows: [
          costRow('the check alone', check, '30'),
          costRow('a request', used, ''),
          rateRow(many, 'introspect', 'plain design', '30'),
          rateRow(shared, 'introspect', 'plain design', '40'),
          rateRow(single, 'introspect', 'plain design', '3'),
          rateRow(many, 'users-me', 'plain design', ''),
          rateRow(many, 'Directus, guarded', 'Directus, stock', '0.90'),
        ],
      },
    ],
  };
}

const connectionCounts = [1, 4, 16, 64, 256];

/** What more and more connections do, each with a user of its own. */
async function growConnections(stack: AuthStack, options: BenchOptions): Promise<Section> {
  console.log(' connections');
  const requests = stack.requests(Math.max(...connectionCounts));
  const targets = stack.gateways.map((target) => ({
    ...target,
    requests: (step: Step) => requests.slice(0, step.connections),
  }));
  const cells = await measure(connectionCounts.map(connectionStep), targets, options);
  const xLabel = 'connections, each with a user of its own';
  const by = 'connections';
  const { tables, plots } = growthOf(cells, { name: by, by, xLabel, process: 'the process' });
  return {
    title: 'More connections',
    text: [
      'Each connection has a user of its own and sends its next request after an answer. Rates and latencies are of answers that are 200; whoever says 503 when there is too much to do has the rest below.',
    ],
    tables,
    plots: [
      ...plots,
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

const tokenCounts = [1, 10, 100, 1_000, 10_000];
const connections = 64;
const tokenSteps = tokenCounts.map(
  (count): Step => ({ name: count.toLocaleString('en-US'), x: count, connections }),
);

/** What more and more distinct tokens do, over as many connections. */
async function growTokens(stack: AuthStack, options: BenchOptions): Promise<Section> {
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
    ...growthOf(cells, { name: 'tokens', by: 'distinct tokens', xLabel, process: 'the process' }),
  };
}
