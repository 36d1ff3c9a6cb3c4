import { setTimeout as sleep } from 'node:timers/promises';
import { processorMs } from '../../test/support/process-usage.ts';
import { type Outcome, observe, sendSteadily, timeOf } from '../../test/support/send-steadily.ts';
import type { BenchOptions, Section } from '../support/bench.ts';
import { figure, median } from '../support/statistics.ts';
import { type Flood, floodsOf } from './floods.ts';
import { type FairnessStack, type Person, post, startFairnessStack } from './stack.ts';

/** So many go on as they do, beside the one who floods. */
const others = 10;
/** Requests a second of all of them. */
const perSecond = 20;
/** A flood takes long, so that rounds are few. */
const mostRounds = 2;

/** What the others ask for, in turn. */
const requests = ['me', 'list', 'caption', 'reveal'] as const;
type Kind = (typeof requests)[number];
type Times = Record<Kind, Outcome[]>;

/** How the answers to ten users change while another one floods, in each of the ways of issue 15. */
export async function run({ seconds, isQuick, ...options }: BenchOptions): Promise<Section[]> {
  const rounds = Math.min(options.rounds, mostRounds);
  // Longer than what one user may do at once lasts; after that it comes at the pace of the limits.
  const lengths = isQuick ? { alone: 1, beside: 1 } : { alone: seconds * 20, beside: seconds * 45 };
  console.log(`fairness: ten users beside a flood, ${rounds} rounds ...`);
  const stack = await startFairnessStack(others);
  try {
    const found = new Map<string, Round[]>();
    await goOn(stack, lengths.alone / 2);
    for (let round = 1; round <= rounds; round += 1) {
      for (const flood of floodsOf(stack)) {
        console.log(`  round ${round} of ${rounds}: ${flood.name} ...`);
        const one = await measureFlood(stack, flood, lengths);
        found.set(flood.name, [...(found.get(flood.name) ?? []), one]);
      }
    }
    return [sectionOf(found, { rounds, ...lengths })];
  } finally {
    await stack.stop();
  }
}

function sectionOf(
  found: ReadonlyMap<string, readonly Round[]>,
  { rounds, alone, beside }: { rounds: number } & PhaseLengths,
): Section {
  const middle = (all: readonly Round[], of: (round: Round) => number) =>
    figure(median(all.map(of)));
  return {
    title: 'One user beside others',
    text: [
      `Ten users go on with ${perSecond} requests a second (their own record, their connections, a caption by a model that takes 300 ms, a reveal), alone for ${alone} s and then for ${beside} s beside one user who sends as much as one user may: 20 requests a second at the API, and as many at Directus. Figures are the ten users' p95 beside the flood as a multiple of their p95 alone just before; the median of ${rounds} rounds. Wanted: at most 2. Sender, model, API and Directus share the machine: on a busy one the flood's own waiting for the processor is in it, so the processor time that the flood adds is told, too, in percent of a core.`,
    ],
    tables: [
      {
        head: ['the flood', ...requests, 'API, %', 'Directus, %', 'not 200'],
        rows: [...found].map(([name, all]) => [
          name,
          ...requests.map((kind) => middle(all, (round) => round.ratios[kind])),
          middle(all, (round) => round.added.api),
          middle(all, (round) => round.added.directus),
          String(all.reduce((sum, { refused }) => sum + refused, 0)),
        ]),
      },
    ],
  };
}

/** Seconds. */
interface PhaseLengths {
  alone: number;
  beside: number;
}

interface Round {
  ratios: Record<Kind, number>;
  /** Processor time beside the flood less that alone, in percent of a core. */
  added: { api: number; directus: number };
  /** How many of the ten users' requests weren't answered with 200 beside the flood. */
  refused: number;
}

async function measureFlood(
  stack: FairnessStack,
  flood: Flood,
  lengths: PhaseLengths,
): Promise<Round> {
  const by = await stack.newPerson();
  await flood.prepare?.(by);
  const alone = await measurePhase(stack, lengths.alone);
  const flooding = startFlood(flood, by);
  const beside = await measurePhase(stack, lengths.beside);
  await flooding.stop();
  const p95 = ({ times }: Phase, kind: Kind) => timeOf(times[kind], 0.95);
  const ratios = requests.map((kind) => [kind, p95(beside, kind) / p95(alone, kind)]);
  const outcomes = requests.flatMap((kind) => beside.times[kind]);
  return {
    ratios: Object.fromEntries(ratios) as Round['ratios'],
    added: { api: beside.api - alone.api, directus: beside.directus - alone.directus },
    refused: outcomes.filter(({ status }) => status !== 200).length,
  };
}

interface Phase {
  times: Times;
  /** Processor time of each, in percent of a core. */
  api: number;
  directus: number;
}

async function measurePhase(stack: FairnessStack, seconds: number): Promise<Phase> {
  const used = () => Promise.all([stack.api.pid, stack.directus.process.pid].map(usedMs));
  const begun = performance.now();
  const [apiBefore = 0, directusBefore = 0] = await used();
  const times = await goOn(stack, seconds);
  const [api = 0, directus = 0] = await used();
  const tookMs = performance.now() - begun;
  return {
    times,
    api: ((api - apiBefore) / tookMs) * 100,
    directus: ((directus - directusBefore) / tookMs) * 100,
  };
}

const usedMs = (pid: number) => processorMs([pid]);

/** The ten go on for so long. @returns what came of it, by what was asked for */
async function goOn(stack: FairnessStack, seconds: number): Promise<Times> {
  const times: Times = { me: [], list: [], caption: [], reveal: [] };
  let n = 0;
  await sendSteadily(
    async () => {
      const kind = requests[n % requests.length] ?? 'me';
      const by = stack.people[Math.floor(n / requests.length) % stack.people.length] as Person;
      n += 1;
      times[kind].push(await observe(() => ask(stack, kind, by)));
      return new Response();
    },
    { perSecond, seconds },
  );
  return times;
}

function ask({ api, sharedSecret }: FairnessStack, kind: Kind, by: Person): Promise<Response> {
  const headers = { authorization: `Bearer ${by.token}` };
  if (kind === 'me') return fetch(`${api.url}/api/me`, { headers });
  if (kind === 'list') return fetch(`${api.url}/api/credentials`, { headers });
  if (kind === 'caption') {
    return post(`${api.url}/api/captions/generate`, by.token, { topic: 'gym' });
  }
  return fetch(`${api.url}/api/credentials/reveal`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-rbac-sync-secret': sharedSecret },
    body: JSON.stringify({ creatorProfileId: by.creatorProfileId }),
  });
}

/** What waits for longer isn't waited for: who floods may have to wait for minutes. */
const lastAnswersMs = 2_000;

/** @returns what ends the flood, and waits for its last answers */
function startFlood({ send, atOnce = 0, perSecond = 20 }: Flood, by: Person) {
  const sent: Promise<Outcome>[] = [];
  const one = () => sent.push(observe(() => send(by, sent.length)));
  for (let n = 0; n < atOnce; n += 1) one();
  const begun = performance.now();
  const timer = setInterval(() => {
    const due = atOnce + ((performance.now() - begun) / 1_000) * perSecond;
    while (sent.length < due) one();
  }, 10);
  return {
    async stop() {
      clearInterval(timer);
      await Promise.race([Promise.all(sent), sleep(lastAnswersMs)]);
    },
  };
}
