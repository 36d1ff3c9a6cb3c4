import type { BenchOptions } from '../support/bench-options.ts';
import { ratesOver, refusalsOf, tableOf } from '../support/cell-figures.ts';
import { measure, type Step } from '../support/measure.ts';
import type { Section } from '../support/section.ts';
import { medianWithSpread } from '../support/statistics.ts';
import type { AuthStack } from './auth-stack.ts';

const many: Step = { name: '64 tokens, 64 connections', x: 64, connections: 64 };
const shared: Step = { name: '1 token, 64 connections', x: 64, connections: 64 };
const single: Step = { name: '1 connection', x: 1, connections: 1 };
const steps = [many, shared, single];

/** The plain design, both validators and the ceiling, and what the guard costs at Directus itself. */
export async function compare(stack: AuthStack, options: BenchOptions): Promise<Section> {
  console.log(' side by side');
  const requests = new Map([
    [many, stack.requests(64)],
    [shared, stack.requests(1)],
    [single, stack.requests(1)],
  ]);
  const requestsAt = (step: Step) => requests.get(step) ?? [];
  const cells = await measure(
    steps,
    [
      ...stack.gateways.map((target) => ({ ...target, requests: requestsAt })),
      ...stack.directuses.map((target) => ({ ...target, requests: requestsAt, steps: [many] })),
    ],
    options,
  );
  const ratio = (one: string, other: string, step: Step) =>
    medianWithSpread(ratesOver(cells, one, other, step));
  return {
    title: 'A token check, side by side',
    text: [
      'The same route behind four doors: `plain design` is Express with one `fetch` of `/users/me` a request, before a stock Directus; `users-me` and `introspect` are this server with that `TOKEN_VALIDATION`, before a Directus with its extensions; `no check` is this server with an open route, the ceiling. With 64 tokens each connection has a user of its own.',
    ],
    tables: [
      tableOf(cells, 'requestsPerSecond', 'Requests a second:'),
      tableOf(cells, 'p50Ms', 'Median latency in ms:'),
      ...refusalsOf(cells),
      {
        caption: 'What was promised:',
        head: ['requests a second, round by round', 'measured', 'promised'],
        rows: [
          ['introspect / plain design, 64 tokens', ratio('introspect', 'plain design', many), '30'],
          ['introspect / plain design, 1 token', ratio('introspect', 'plain design', shared), '40'],
          [
            'introspect / plain design, 1 connection',
            ratio('introspect', 'plain design', single),
            '3',
          ],
          ['users-me / plain design, 64 tokens', ratio('users-me', 'plain design', many), ''],
          [
            'Directus, guarded / stock, 64 tokens',
            ratio('Directus, guarded', 'Directus, stock', many),
            '0.90',
          ],
        ],
      },
    ],
    plots: [],
  };
}
