import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { apiNodeFlags } from '../../apps/cli/src/commands/up/api-process.ts';
import { freePort } from '../../test/support/free-port.ts';
import { startTestDirectus, type TestDirectus } from '../../test/support/start-directus.ts';
import { type LoadResult, load } from '../support/load.ts';
import { printTable } from '../support/print-table.ts';
import { type BenchProcess, startProcess } from '../support/start-process.ts';
import { median, spread } from '../support/statistics.ts';

const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
const seconds = Number(process.env.BENCH_SECONDS ?? 3);
const users = 64;
const introspectionSecret = 'bench-only-introspection-secret-6f2b9d';
const gatewayFile = (name: string) => resolve(import.meta.dirname, 'gateways', `${name}.ts`);

interface Scenario {
  name: string;
  tokens: number;
  connections: number;
}

const scenarios: Scenario[] = [
  { name: '64 tokens x 64', tokens: 64, connections: 64 },
  { name: '1 token x 64', tokens: 1, connections: 64 },
  { name: '1 x 1', tokens: 1, connections: 1 },
];

interface Target {
  name: string;
  url: string;
  tokens: readonly string[];
  scenarios: Scenario[];
}

/** Compares the plain design, both validators and no check, and `/users/me` with and without the guard. */
export async function run(): Promise<void> {
  const noExtensions = await mkdtemp(join(tmpdir(), 'genie-bench-'));
  console.log(`auth: ${rounds} rounds of ${seconds} s, interleaved; logging ${users} users in ...`);
  const stock = await startTestDirectus({ env: { EXTENSIONS_PATH: `string:${noExtensions}` } });
  const guarded = await startTestDirectus({
    settings: { introspectionSecret },
  });
  const processes: BenchProcess[] = [];
  try {
    const stockTokens = await logInUsers(stock);
    const guardedTokens = await logInUsers(guarded);
    const gateway = async (
      file: string,
      variables: Record<string, string>,
      nodeFlags: readonly string[] = [],
    ) => {
      const started = await startProcess(gatewayFile(file), await freePort(), variables, nodeFlags);
      processes.push(started);
      return `${started.url}/whoami`;
    };
    const ours = (mode: string) =>
      gateway(
        'ours',
        {
          DIRECTUS_URL: guarded.url,
          TOKEN_VALIDATION: mode,
          INTROSPECTION_SECRET: introspectionSecret,
        },
        apiNodeFlags,
      );
    const direct = '/users/me?fields=id,email,first_name';
    const targets: Target[] = [
      {
        name: 'plain design',
        url: await gateway('plain', { DIRECTUS_URL: stock.url }),
        tokens: stockTokens,
        scenarios,
      },
      { name: 'users-me', url: await ours('users-me'), tokens: guardedTokens, scenarios },
      { name: 'introspect', url: await ours('introspect'), tokens: guardedTokens, scenarios },
      { name: 'no check', url: await ours('none'), tokens: guardedTokens, scenarios },
      {
        name: 'Directus, stock',
        url: stock.url + direct,
        tokens: stockTokens,
        scenarios: scenarios.slice(0, 1),
      },
      {
        name: 'Directus, guarded',
        url: guarded.url + direct,
        tokens: guardedTokens,
        scenarios: scenarios.slice(0, 1),
      },
    ];
    report(await measure(targets));
  } finally {
    await Promise.all(processes.map((started) => started.stop()));
    await Promise.all([stock.stop(), guarded.stop()]);
    await rm(noExtensions, { recursive: true, force: true });
  }
}

async function logInUsers(directus: TestDirectus): Promise<string[]> {
  const tokens: string[] = [];
  for (let index = 0; index < users; index += 1) {
    const user = await directus.admin.createUser();
    tokens.push((await directus.login(user.email, user.password)).accessToken);
  }
  return tokens;
}

type Results = Map<string, Map<string, LoadResult[]>>;

async function measure(targets: readonly Target[]): Promise<Results> {
  const results: Results = new Map();
  for (let round = 0; round <= rounds; round += 1) {
    // Round 0 warms everything up and isn't counted.
    const isWarmUp = round === 0;
    console.log(isWarmUp ? 'warming up ...' : `round ${round} of ${rounds} ...`);
    for (const scenario of scenarios) {
      // Every other round goes backwards, so that nobody always follows the same neighbour.
      const order = round % 2 === 0 ? targets : [...targets].reverse();
      for (const target of order.filter((one) => one.scenarios.includes(scenario))) {
        const result = await load({
          url: target.url,
          tokens: target.tokens.slice(0, scenario.tokens),
          connections: scenario.connections,
          seconds: isWarmUp ? 1 : seconds,
        });
        if (isWarmUp) continue;
        const byScenario = results.get(target.name) ?? new Map<string, LoadResult[]>();
        results.set(target.name, byScenario);
        byScenario.set(scenario.name, [...(byScenario.get(scenario.name) ?? []), result]);
      }
    }
  }
  return results;
}

function report(results: Results): void {
  const rates = (target: string, scenario: string) =>
    results
      .get(target)
      ?.get(scenario)
      ?.map((result) => result.requestsPerSecond) ?? [];
  const latencies = (target: string, scenario: string) =>
    results
      .get(target)
      ?.get(scenario)
      ?.map((result) => result.p50Ms) ?? [];
  console.log(`\nRequests per second, median of ${rounds} (smallest-largest); latency in ms\n`);
  printTable(
    ['', ...scenarios.map(({ name }) => name), 'p50 of 1 x 1'],
    [...results.keys()].map((target) => [
      target,
      ...scenarios.map(({ name }) => {
        const values = rates(target, name);
        return values.length === 0 ? '' : `${Math.round(median(values))} (${spread(values)})`;
      }),
      latencies(target, '1 x 1').length === 0 ? '' : median(latencies(target, '1 x 1')).toFixed(2),
    ]),
  );
  const ratio = (one: string, other: string, scenario: string) =>
    median(rates(one, scenario)) / median(rates(other, scenario));
  const latencyRatio = 1 / ratio('introspect', 'plain design', '1 x 1');
  console.log(`
introspect / plain design, 64 tokens: ${ratio('introspect', 'plain design', '64 tokens x 64').toFixed(1)} (promised: 30)
introspect / plain design, 1 token:   ${ratio('introspect', 'plain design', '1 token x 64').toFixed(1)} (promised: 40)
time a request at 1 connection:       ${latencyRatio.toFixed(2)} of the plain design (promised: 0.33)
/users/me with the guard:             ${ratio('Directus, guarded', 'Directus, stock', '64 tokens x 64').toFixed(2)} of the rate without (promised: 0.90)
`);
}
