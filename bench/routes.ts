import { type RouteStack, startRouteStack } from './routes/route-stack.ts';
import type { Section } from './support/bench.ts';
import type { BenchOptions } from './support/bench-options.ts';
import { growthPlots, refusalsOf, tableOf } from './support/cell-figures.ts';
import type { LoadRequest } from './support/load.ts';
import { measure, type Step } from './support/measure.ts';

const connections = [1, 8, 64, 256];
const steps = connections.map(
  (count): Step => ({ name: String(count), x: count, connections: count }),
);

/** The vault's routes and the captions', beside the check alone and an answer without one. */
export async function run(options: BenchOptions): Promise<Section[]> {
  const most = Math.max(...connections);
  console.log(`routes: ${most} people connect a platform ...`);
  const stack = await startRouteStack(most);
  try {
    const targets = Object.entries(requestsOf(stack)).map(([name, requests]) => ({
      name,
      url: stack.url,
      pid: stack.pid,
      requests: (step: Step) => requests.slice(0, step.connections),
    }));
    // Slow writes over 256 connections take long; their spread is small.
    const rounds = Math.min(options.rounds, 3);
    return [section(await measure(steps, targets, { ...options, rounds }), rounds)];
  } finally {
    await stack.stop();
  }
}

function requestsOf({ people, sharedSecret }: RouteStack): Record<string, LoadRequest[]> {
  const json = { 'content-type': 'application/json' };
  const asServer = { ...json, 'x-rbac-sync-secret': sharedSecret };
  const asUser = (token: string) => ({ ...json, authorization: `Bearer ${token}` });
  return {
    'healthz (no check)': people.map(() => ({ path: '/healthz', headers: {} })),
    'me (the check alone)': people.map(({ token }) => ({
      path: '/api/me',
      headers: asUser(token),
    })),
    'captions/generate': people.map(({ token }) => ({
      method: 'POST',
      path: '/api/captions/generate',
      headers: asUser(token),
      body: '{}',
    })),
    'credentials/reveal': people.map(({ creatorProfileId }) => ({
      method: 'POST',
      path: '/api/credentials/reveal',
      headers: asServer,
      body: JSON.stringify({ creatorProfileId }),
    })),
    'credentials/store': people.map(({ creatorProfileId }) => ({
      method: 'POST',
      path: '/api/credentials/store',
      headers: asServer,
      body: JSON.stringify({ creatorProfileId, credentials: { api_key: 'y'.repeat(1_000) } }),
    })),
  };
}

function section(cells: Awaited<ReturnType<typeof measure>>, rounds: number): Section {
  const xLabel = 'connections, each with a user or a record of its own';
  return {
    title: 'The vault and the captions',
    text: [
      `The API as \`npm start\` runs it, with \`introspect\`, before a Directus on SQLite; ${rounds} rounds. Captions are those of the built-in writer. A reveal reads a record and writes an entry to the access log, a store writes both in one transaction: two calls of Directus each, which is what they take. Who is refused with 503 asks again at once here, without waiting as \`Retry-After\` says, so the refusals are many more than the work that wasn't done.`,
    ],
    tables: [
      tableOf(cells, 'requestsPerSecond', 'Requests a second, by connections:'),
      tableOf(cells, 'p50Ms', 'Median latency in ms, by connections:'),
      tableOf(cells, 'p99Ms', 'The 99th percentile of the latency in ms, by connections:'),
      ...refusalsOf(cells),
      tableOf(cells, 'megabytes', 'Memory of the API (RSS) after the load, in MB:'),
    ],
    plots: growthPlots(cells, { name: 'routes', by: 'connections', xLabel }),
  };
}
