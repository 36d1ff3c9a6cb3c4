import { residentMegabytes } from '../../test/support/process-usage.ts';
import type { BenchOptions, Section } from '../support/bench.ts';
import type { LoadRequest } from '../support/load.ts';
import { requestsOf, startRouteStack } from '../support/route-stack.ts';
import { startTogether } from '../support/start-process.ts';
import { figure } from '../support/statistics.ts';
import type { StatusFigures, StretchFigures } from './sender.ts';
import { type Sender, startSender } from './start-sender.ts';

/** So many ask in turn, each for its own. */
const people = 200;
/** Who goes on beside one user's flood, and how many requests a second they send together. */
const others = { count: 10, perSecond: 20 };
/** How many are under way where it's looked for how much can be done. */
const steps = [8, 16, 32, 64];

/** How requests are served and refused while ten times as many are asked for as can be done. */
export async function run({ rounds, seconds, isQuick }: BenchOptions): Promise<Section[]> {
  const lengths = {
    step: isQuick ? 0.5 : seconds * 5,
    flood: isQuick ? 1 : rounds * seconds * 24,
  };
  console.log(`overload: ten times what can be done, three times for ${lengths.flood} s ...`);
  const stack = await startTogether(async (keep) => {
    const routes = await keep(startRouteStack(people));
    const loaded = [routes.pid, routes.directus.process.pid];
    const sender = await keep(startSender(routes.url, loaded));
    return { routes, sender };
  });
  try {
    const { routes, sender } = stack;
    const reveals = requestsOf(routes)['credentials/reveal'];
    if (reveals === undefined) throw new Error('there is no such request');
    const measure = (name: string, requests: readonly LoadRequest[], isOfOne: boolean) =>
      measureFlood({
        sender,
        pid: routes.pid,
        name,
        requests: requests.map(textOf),
        isOfOne,
        lengths,
      });
    const lists = routes.people.map(
      ({ token }): LoadRequest => ({
        path: '/api/credentials',
        headers: { authorization: `Bearer ${token}` },
      }),
    );
    // The first of all load warms up what all share.
    await sender.send(
      [{ name: '', requests: lists.map(textOf), pace: { underWay: 8 } }],
      lengths.step,
    );
    const found = [
      await measure('lists, by 200 users', lists, false),
      await measure('lists, by one user', lists, true),
      await measure('reveals, by a server', routes.people.map(reveals), false),
    ];
    return [sectionOf(found, sender.isApart, lengths.flood)];
  } finally {
    await stack.stop();
  }
}

interface Flood {
  sender: Sender;
  /** Whose memory is looked at. */
  pid: number;
  name: string;
  requests: readonly string[];
  /** Whether one user floods beside ten others; otherwise all do. */
  isOfOne: boolean;
  lengths: { step: number; flood: number };
}

/** What one flood showed. Rates are of a second, times are milliseconds, memory is MB. */
interface Found {
  name: string;
  alone: StatusFigures;
  capacity: { underWay: number; figures: StatusFigures };
  /** Whose times count: of all, or of the ten others. */
  served: StatusFigures;
  /** All who were served, the one who floods among them. */
  servedPerSecond: number;
  /** How many of those whose times count weren't served, in percent. */
  othersRefused: number | undefined;
  refused: StatusFigures;
  memory: { early: number; late: number };
}

const nothing: StatusFigures = {
  count: 0,
  perSecond: 0,
  p50: Number.NaN,
  p99: Number.NaN,
  longest: Number.NaN,
};

async function measureFlood({
  sender,
  pid,
  name,
  requests,
  isOfOne,
  lengths,
}: Flood): Promise<Found> {
  console.log(`  ${name} ...`);
  const withUnderWay = async (underWay: number) =>
    (await sender.send([{ name, requests, pace: { underWay } }], lengths.step))[name];
  const beside = requests.slice(1, others.count + 1);
  const ten = { name: 'others', requests: beside, pace: { perSecond: others.perSecond } };
  const alone = isOfOne
    ? (await sender.send([ten], lengths.step * 2)).others
    : await withUnderWay(1);
  let capacity = { underWay: 0, figures: nothing };
  for (const underWay of steps) {
    const figures = (await withUnderWay(underWay))?.[200] ?? nothing;
    if (figures.perSecond > capacity.figures.perSecond) capacity = { underWay, figures };
  }
  const pace = { perSecond: capacity.figures.perSecond * 10 };
  const flood = { name: 'flood', requests: isOfOne ? requests.slice(0, 1) : requests, pace };
  const memory: number[] = [];
  const watch = setInterval(() => {
    void residentMegabytes(pid).then((mb) => memory.push(mb));
  }, 1_000);
  const streams = isOfOne ? [flood, ten] : [flood];
  const found = await sender.send(streams, lengths.flood);
  clearInterval(watch);
  const third = Math.ceil(memory.length / 3);
  const ofOthers = found.others;
  return {
    name,
    alone: alone?.[200] ?? nothing,
    capacity,
    served: (ofOthers ?? found.flood)?.[200] ?? nothing,
    servedPerSecond: rateOf(found, 200),
    othersRefused:
      ofOthers && 100 - (100 * (ofOthers[200]?.count ?? 0)) / sum(Object.values(ofOthers)),
    refused: found.flood?.[503] ?? nothing,
    memory: {
      early: Math.max(...memory.slice(0, third)),
      late: Math.max(...memory.slice(-third)),
    },
  };
}

function rateOf(found: StretchFigures, status: number): number {
  return Object.values(found).reduce((all, stream) => all + (stream[status]?.perSecond ?? 0), 0);
}

function sum(all: readonly StatusFigures[]): number {
  return all.reduce((before, { count }) => before + count, 0);
}

/** A request as it's written to a socket. */
function textOf({ method = 'GET', path = '/', headers, body = '' }: LoadRequest): string {
  const all = {
    host: '127.0.0.1',
    ...headers,
    ...(body && { 'content-length': String(body.length) }),
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`;
}

function sectionOf(found: readonly Found[], isApart: boolean, seconds: number): Section {
  const row = (name: string, promised: string, of: (one: Found) => string) => {
    return [name, ...found.map(of), promised];
  };
  return {
    title: 'Overload',
    text: [
      `Ten times what can be done, for ${seconds} s, sent by a process of its own${isApart ? ' that has one core to itself; API and Directus share the others' : ', which shares the cores with API and Directus'}. Times are as the sender sees them, from when a request was due. What can be done is the highest rate of ${steps.join(', ')} under way. "Alone" is one request after the other, and with one user's flood the ten others (${others.perSecond} requests a second together) before it; there the times under the flood are those ten's.`,
      'A list costs some seventy times what its refusal does, a reveal among many only seven times: under ten times as many reveals more requests come than the API can even refuse on a core, about ten thousand a second, and what waits then waits for HTTP.',
    ],
    tables: [
      {
        head: ['', ...found.map(({ name }) => name), 'promised'],
        rows: [
          row('alone: median, p99, ms', '', ({ alone }) => times(alone)),
          row('can be done a second (under way)', '', ({ capacity }) => {
            return `${figure(capacity.figures.perSecond)} (${capacity.underWay})`;
          }),
          row('median, p99 then, ms', '', ({ capacity }) => times(capacity.figures)),
          row('served a second', '', (one) => figure(one.servedPerSecond)),
          row('of what can be done, %', 'at least 90', (one) => {
            return figure((one.servedPerSecond / one.capacity.figures.perSecond) * 100);
          }),
          row('served: median, p99, ms', '', ({ served }) => times(served)),
          row('median of alone', 'at most 2', ({ served, alone }) =>
            figure(served.p50 / alone.p50),
          ),
          row('p99 of alone', 'at most 3', ({ served, alone }) => figure(served.p99 / alone.p99)),
          row('the ten others refused, %', '0', ({ othersRefused }) => {
            return othersRefused === undefined ? '' : figure(othersRefused);
          }),
          row('refused: median, p99, ms', 'p99 at most 50', ({ refused }) => times(refused)),
          row('refused a second', '', ({ refused }) => figure(refused.perSecond)),
          row('memory, MB: first, last third', 'level', ({ memory }) => {
            return `${figure(memory.early)}, ${figure(memory.late)}`;
          }),
        ],
      },
    ],
  };
}

function times({ p50, p99 }: StatusFigures): string {
  return `${figure(p50)}, ${figure(p99)}`;
}
