import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { introspectionSecretOf } from '@genie-helper/environment';
import { apiNodeFlags } from '../apps/cli/src/commands/up/api-process.ts';
import { freePort } from '../test/support/free-port.ts';
import { startTestDirectus } from '../test/support/start-directus.ts';
import type { BenchOptions, Section } from './support/bench.ts';
import { growthPlots, refusalsOf, tableOf } from './support/cell-figures.ts';
import type { LoadRequest } from './support/load.ts';
import { accessTokens, fillSqlite, users } from './support/made-sessions.ts';
import { measure, type Step } from './support/measure.ts';
import { startProcess } from './support/start-process.ts';

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

const main = resolve(import.meta.dirname, '../apps/api/src/main.ts');

/** The API as `npm start` runs it, before a Directus, with users who have a connection each. */
interface RouteStack {
  url: string;
  pid: number;
  sharedSecret: string;
  people: { token: string; creatorProfileId: string }[];
  stop(): Promise<void>;
}

/** @param count how many people */
async function startRouteStack(count: number): Promise<RouteStack> {
  const sharedSecret = randomBytes(32).toString('base64url');
  const directus = await startTestDirectus({
    settings: { introspectionSecret: introspectionSecretOf(sharedSecret) },
  });
  try {
    const { database, secret } = directus.settings;
    if (database.client === 'sqlite3') fillSqlite(database.filename, users);
    const api = await startProcess(
      main,
      await freePort(),
      {
        DIRECTUS_URL: directus.url,
        DIRECTUS_ADMIN_TOKEN: directus.adminToken,
        RBAC_SYNC_WEBHOOK_SECRET: sharedSecret,
        CREDENTIALS_ENC_KEY_B64: randomBytes(32).toString('base64'),
        RATE_LIMIT_MAX: '0',
      },
      apiNodeFlags,
    );
    const stop = async () => {
      await api.stop();
      await directus.stop();
    };
    try {
      const people: RouteStack['people'] = [];
      for (const token of accessTokens(secret, count, users)) {
        people.push({ token, creatorProfileId: await connect(api.url, token) });
      }
      return { url: api.url, pid: api.pid, sharedSecret, people, stop };
    } catch (error) {
      await api.stop();
      throw error;
    }
  } catch (error) {
    await directus.stop();
    throw error;
  }
}

async function connect(url: string, token: string): Promise<string> {
  const answer = await fetch(`${url}/api/credentials/create-profile`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ platform: 'onlyfans', credentials: { api_key: 'x'.repeat(1_000) } }),
  });
  const body = (await answer.json()) as { id?: unknown };
  if (typeof body.id === 'string') return body.id;
  throw new Error(`no connection was made: ${answer.status} ${JSON.stringify(body)}`);
}
