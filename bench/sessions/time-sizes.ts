import { Agent, type RequestOptions, request } from 'node:http';
import { introspectionSecret } from '../auth/auth-stack.ts';
import type { BenchOptions, Line } from '../support/bench.ts';
import { pointOf } from '../support/cell-figures.ts';
import type { LoadRequest } from '../support/load.ts';
import { accessTokens } from '../support/made-sessions.ts';
import { inTurns, mediansOfParts, type Turn } from '../support/measure.ts';
import { figure, median, medianWithSpread } from '../support/statistics.ts';
import type { SizedDirectus } from './sized-directus.ts';

const promised = 1.2;

/** What is timed, and how often. */
const operations = [
  { name: 'check, over the API', rounds: 400 },
  { name: 'check at Directus, 1 token', rounds: 400 },
  { name: 'check at Directus, 100 tokens', rounds: 200 },
  { name: 'log in', rounds: 30 },
] as const;

type Operation = (typeof operations)[number]['name'];

/** Times single checks and logins, one database after the other. */
export async function timeSizes(
  database: string,
  sized: readonly SizedDirectus[],
  options: BenchOptions,
) {
  const closing: (() => void)[] = [];
  const byOperation = new Map<Operation, Map<number, number[]>>();
  for (const { name, rounds } of operations) {
    console.log(`  ${name}, in turn ...`);
    const turns: Turn[] = [];
    for (const each of sized) {
      const { once, close } = await prepare(name, each);
      turns.push({ name: String(each.sessions), once });
      closing.push(close);
    }
    const times = await inTurns(turns, options.isQuick ? 20 : rounds);
    const parts = [...times].map(([size, all]) => [Number(size), mediansOfParts(all)] as const);
    byOperation.set(name, new Map(parts));
  }
  for (const close of closing) close();
  const lines: Line[] = [...byOperation].map(([name, sizes]) => ({
    name,
    points: [...sizes].map(([x, parts]) => pointOf(x, parts)),
  }));
  const largest = sized.at(-1)?.sessions ?? 0;
  return {
    text: [
      `Promised: at a million sessions a check costs at most ${promised} times what it costs at a thousand. Times are medians, in brackets the smallest and largest median of ten parts of the run.`,
    ],
    table: {
      caption: 'Milliseconds, one at a time:',
      head: [
        '',
        ...sized.map(({ sessions }) => sessions.toLocaleString('en-US')),
        `${largest.toLocaleString('en-US')} / 1,000`,
      ],
      rows: [...byOperation].map(([name, sizes]) => [
        name,
        ...[...sizes.values()].map(medianWithSpread),
        figure(median(sizes.get(largest) ?? []) / median(sizes.get(1_000) ?? [])),
      ]),
    },
    plot: {
      title: `One check, and one login, by sessions, ${database}`,
      xLabel: 'sessions in the database',
      yLabel: 'ms',
      isYLogarithmic: true,
      lines,
    },
  };
}

async function prepare(name: Operation, { sessions, directus, introspect }: SizedDirectus) {
  const tokens = accessTokens(directus.settings.secret, 1_000, sessions);
  let next = 0;
  const take = (count: number) => {
    const taken = Array.from({ length: count }, (_, index) => tokens[(next + index) % 1_000] ?? '');
    next += count;
    return taken;
  };
  const connection = openKeepAlive(name === 'check, over the API' ? introspect.url : directus.url);
  const post = (path: string, body: object) =>
    connection.send(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-rbac-sync-secret': introspectionSecret },
      body: JSON.stringify(body),
    });
  const checkMany = (count: number) => post('/genie/introspect', { tokens: take(count) });
  const { email, password } = await directus.admin.createUser();
  const once: Record<Operation, () => Promise<void>> = {
    'check, over the API': () =>
      connection.send('/whoami', { headers: { authorization: `Bearer ${take(1)[0]}` } }),
    'check at Directus, 1 token': () => checkMany(1),
    'check at Directus, 100 tokens': () => checkMany(100),
    'log in': () => post('/auth/login', { email, password }),
  };
  return { once: once[name], close: connection.close };
}

/** One connection that stays open: requests over it cost little but what the server takes. */
function openKeepAlive(url: string) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const { hostname, port } = new URL(url);
  return {
    /** @throws Error unless it's answered 200 */
    async send(path: string, { method = 'GET', headers, body }: LoadRequest) {
      const status = await exchange({ agent, hostname, port, path, method, headers }, body);
      if (status !== 200) throw new Error(`${url}${path} answered ${status}`);
    },
    close: () => agent.destroy(),
  };
}

function exchange(options: RequestOptions, body: string | undefined): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(options, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode ?? 0));
      response.once('error', reject);
    });
    sent.once('error', reject);
    sent.end(body);
  });
}
