import { setTimeout as sleep } from 'node:timers/promises';
import { peakMegabytes, resetPeak } from '../../test/support/process-usage.ts';
import type { BenchOptions, Section } from '../support/bench.ts';
import { startRouteStack } from '../support/route-stack.ts';
import { figure } from '../support/statistics.ts';
import { createSender, mixedRequests } from './mixed-load.ts';

const perSecond = 300;
/** Every half minute everybody comes at once for a little while, and some sign in at the same moment. */
const burst = { everyMs: 30_000, forMs: 2_000, connections: 64, signIns: 8 };

/** On a machine that is too slow for the steady load, the rest of it waits. */
const mostUnderWay = 256;

/** How Directus hashes in the product; the tests' Directus does it cheaply. */
const productHashes = { HASH_MEMORY_COST: '65536', HASH_TIME_COST: '3', HASH_PARALLELISM: '4' };

/** The most that a process held within one tenth of the run, in MB. */
type Tenths = number[];

/** Memory of the API and of its Directus under all that people do, with bursts, for `minutes`. */
export async function run({ isQuick, minutes = 10 }: BenchOptions): Promise<Section[]> {
  const lastsMs = isQuick ? 5_000 : minutes * 60_000;
  console.log(`memory: a mixed load for ${figure(lastsMs / 60_000)} minutes ...`);
  const stack = await startRouteStack(burst.connections, { directusVariables: productHashes });
  const sender = createSender(stack.url, burst.connections);
  const processes = { API: stack.pid, Directus: stack.directus.process.pid };
  const peaks: Record<keyof typeof processes, Tenths> = { API: [], Directus: [] };
  try {
    const requests = await mixedRequests(stack);
    for (let tenth = 0; tenth < 10; tenth += 1) {
      for (const pid of Object.values(processes)) await resetPeak(pid);
      await sendFor(lastsMs / 10, sender.send, requests);
      for (const name of ['API', 'Directus'] as const) {
        peaks[name].push(await peakMegabytes(processes[name]));
      }
      console.log(
        `memory: ${(tenth + 1) * 10} %, ${sender.sent.requests} requests; API ${figure(peaks.API.at(-1) ?? 0)} MB, Directus ${figure(peaks.Directus.at(-1) ?? 0)} MB`,
      );
    }
  } finally {
    await sender.close();
    await stack.stop();
  }
  return [sectionOf(peaks, sender.sent, lastsMs)];
}

/** The steady load, with its bursts; ends when all was answered. */
async function sendFor<Request>(
  lastsMs: number,
  send: (request: Request) => Promise<void>,
  { next, signIn }: { next: () => Request; signIn: () => Request },
): Promise<void> {
  const begun = performance.now();
  const underWay = new Set<Promise<void>>();
  const failures: unknown[] = [];
  const start = (request = next()) => {
    const one = send(request)
      .catch((failure: unknown) => void failures.push(failure))
      .finally(() => underWay.delete(one));
    underWay.add(one);
  };
  let steadilySent = 0;
  let burstAt = burst.everyMs / 2;
  for (let elapsed = 0; elapsed < lastsMs; elapsed = performance.now() - begun) {
    if (failures.length > 0) throw failures[0];
    const due = Math.floor((elapsed / 1_000) * perSecond);
    for (; steadilySent < due && underWay.size < mostUnderWay; steadilySent += 1) start();
    if (elapsed > burstAt) {
      burstAt += burst.everyMs;
      for (let count = 0; count < burst.signIns; count += 1) start(signIn());
      const until = performance.now() + burst.forMs;
      while (performance.now() < until) {
        while (underWay.size < burst.connections) start();
        await Promise.race(underWay);
      }
    }
    await sleep(10);
  }
  await Promise.all(underWay);
}

function sectionOf(
  peaks: Record<'API' | 'Directus', Tenths>,
  { requests, refused }: { requests: number; refused: number },
  lastsMs: number,
): Section {
  const row = (name: 'API' | 'Directus', promised: number) => {
    const [third, fourth] = [peaks[name].slice(5, 7), peaks[name].slice(8)];
    return [
      name,
      ...peaks[name].filter((_, index) => index % 2 === 0).map(figure),
      figure(Math.max(...peaks[name])),
      figure(Math.max(...fourth) / Math.max(...third)),
      String(promised),
    ];
  };
  return {
    title: 'Memory under a mixed load',
    text: [
      `${requests.toLocaleString('en-US')} requests in ${figure(lastsMs / 60_000)} minutes: ${perSecond} a second of all that people do (checks, captions, reveals, stores, lists, GraphQL, sign-ins with the product's hashes), and every ${burst.everyMs / 1_000} s ${burst.signIns} sign-ins at one moment and for ${burst.forMs / 1_000} s as many requests as ${burst.connections} connections can carry. ${refused.toLocaleString('en-US')} were refused as too much. Each figure is the most that the process held (VmHWM) in a tenth of the time, in MB; the last column but one is the last fifth beside that after the middle: what is flat is 1.`,
    ],
    tables: [
      {
        head: ['', '10 %', '30 %', '50 %', '70 %', '90 %', 'most', 'last / middle', 'promised'],
        rows: [row('API', 256), row('Directus', 600)],
      },
    ],
  };
}
