import { type AuthStack, startAuthStack } from '../auth/auth-stack.ts';
import type { BenchOptions, Section, Table } from '../support/bench.ts';
import { roundsOf } from '../support/cell-figures.ts';
import type { LoadRequest } from '../support/load.ts';
import { accessTokens } from '../support/made-sessions.ts';
import { type Cell, connectionStep, measure, type Step, type Target } from '../support/measure.ts';
import { type RouteStack, requestsOf, startRouteStack } from '../support/route-stack.ts';
import { figure, median } from '../support/statistics.ts';

/** What is known of one row of the overview; each the median of the rounds. */
export interface OverviewFigures {
  requestsPerSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** Processor time of the server and its Directus for a thousand requests, in ms. */
  processorMs: number;
  megabytes: number;
}

/** By row. */
export type Overview = Readonly<Record<string, OverviewFigures>>;

const many = connectionStep(64);
const shared: Step = { name: '64, one token', x: 64, connections: 64 };
const single = connectionStep(1);
/** A sign-in hashes a password, so a few at a time are many. */
const few = connectionStep(8);
const steps = [many, shared, single, few];

/** The row that the others are compared with. */
export const plainRow = 'plain design, 64';

/** Measures everything that the overview shows, in turn. */
export async function measureOverview(options: BenchOptions): Promise<Overview> {
  const gateways = await startAuthStack();
  try {
    const routes = await startRouteStack(many.connections);
    try {
      const targets = [...checksOf(gateways), ...routesOf(routes), await signIns(routes)];
      return figuresOf(await measure(steps, targets, options));
    } finally {
      await routes.stop();
    }
  } finally {
    await gateways.stop();
  }
}

function figuresOf(cells: readonly Cell[]): Overview {
  return Object.fromEntries(
    cells.map(({ target, step }) => {
      const middle = (name: Parameters<typeof roundsOf>[1]) =>
        median(roundsOf(cells, name, target, step));
      const figures: OverviewFigures = {
        requestsPerSecond: middle('requestsPerSecond'),
        p50Ms: middle('p50Ms'),
        p99Ms: middle('p99Ms'),
        processorMs: middle('processorMs'),
        megabytes: middle('megabytes'),
      };
      return [`${target}, ${step.name}`, figures];
    }),
  );
}

function checksOf(stack: AuthStack): Target[] {
  const [distinct, same] = [stack.requests(many.connections), stack.requests(1)];
  const requests = (step: Step) => (step === many ? distinct : same);
  return stack.gateways.map((gateway) => ({ ...gateway, requests, steps: [many, shared, single] }));
}

/** So many people share the batches, as each may have only so many a day. */
const batchPeople = 4_000;
const batchPeopleAtOnce = 640;

function routesOf(stack: RouteStack): Target[] {
  const { url, pid, people, directus } = stack;
  const common = { url, pid, behind: [directus.process.pid], steps: [many] };
  const batches = accessTokens(directus.settings.secret, batchPeople).map(
    (token): LoadRequest => ({
      method: 'POST',
      path: '/api/captions/batch',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ items: [{}] }),
    }),
  );
  const targets = Object.entries(requestsOf(stack)).map(([name, requestOf]): Target => {
    const requests = people.map(requestOf);
    return { ...common, name, requests: () => requests };
  });
  let used = 0;
  const nextBatches = () => {
    const from = used;
    used = (used + batchPeopleAtOnce) % (batchPeople - batchPeopleAtOnce);
    return batches.slice(from, from + batchPeopleAtOnce);
  };
  return [...targets, { ...common, name: 'captions/batch of one', requests: nextBatches }];
}

/** So many addresses: the API lets only so many sign-ins a minute through from one. */
const addresses = 800;

async function signIns({ url, pid, directus }: RouteStack): Promise<Target> {
  const users = await Promise.all(
    Array.from({ length: few.connections }, () => directus.admin.createUser()),
  );
  const requests = Array.from({ length: addresses }, (_, index): LoadRequest => {
    const { email, password } = users[index % users.length] ?? {};
    const headers = {
      'content-type': 'application/json',
      'x-forwarded-for': `198.18.${index >> 8}.${index & 255}`,
    };
    const body = JSON.stringify({ email, password });
    return { method: 'POST', path: '/api/session', headers, body };
  });
  const behind = [directus.process.pid];
  return { name: 'sign-in', url, pid, behind, requests: () => requests, steps: [few] };
}

/** Everything in one table. */
export async function run(options: BenchOptions): Promise<Section[]> {
  console.log('overview: everything in turn');
  const overview = await measureOverview(options);
  return [
    {
      title: 'Everything in one table',
      text: [
        "A row is a target and how many connections load it, each with a user or a record of its own. `plain design` is Express with one `fetch` of `/users/me` a request, before a stock Directus. `users-me` and `introspect` are this server with that `TOKEN_VALIDATION`, and `no check` is its ceiling. The rows below are routes of the API as `npm start` runs it, with `introspect`, before a Directus on SQLite. Processor time is that of the server and of its Directus for a thousand requests; memory is the server's. `npm run bench -- short` takes two minutes and prints its ratios beside those of this table, which are also [kept as JSON](benchmarks/overview.json).",
      ],
      tables: [overviewTable(overview)],
      data: { name: 'overview', value: overview },
    },
  ];
}

/** The figures, and each rate and processor time as a multiple of the plain design's. */
export function overviewTable(overview: Overview): Table {
  const ratios = ratiosOf(overview);
  return {
    head: [
      'target, connections',
      'requests a second',
      'p50, ms',
      'p99, ms',
      'processor, ms',
      'memory, MB',
      'rate / plain',
      'plain / processor',
    ],
    rows: Object.entries(overview).map(([row, figures]) => [
      row,
      figure(figures.requestsPerSecond),
      figure(figures.p50Ms),
      figure(figures.p99Ms),
      figure(figures.processorMs),
      figure(figures.megabytes),
      figure(ratios[row]?.rate ?? Number.NaN),
      figure(ratios[row]?.processor ?? Number.NaN),
    ]),
  };
}

/** How many times the plain design's rate each row has, at as many connections, and how few of its processor time. */
export function ratiosOf(overview: Overview): Record<string, { rate: number; processor: number }> {
  const plain = overview[plainRow];
  return Object.fromEntries(
    Object.entries(overview).map(([row, figures]) => {
      const own = overview[`plain design, ${row.split(', ').slice(1).join(', ')}`] ?? plain;
      const rate = figures.requestsPerSecond / (own?.requestsPerSecond ?? Number.NaN);
      const processor = (own?.processorMs ?? Number.NaN) / figures.processorMs;
      return [row, { rate, processor }];
    }),
  );
}
