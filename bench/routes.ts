import { randomBytes } from 'node:crypto';
import { introspectionSecretOf } from '@genie-helper/environment';
import type { BenchOptions, Section } from './support/bench.ts';
import { growthOf } from './support/cell-figures.ts';
import type { LoadRequest } from './support/load.ts';
import { accessTokens, startFilledDirectus } from './support/made-sessions.ts';
import { connectionStep, measure, type Step } from './support/measure.ts';
import { startApi, startTogether } from './support/start-process.ts';

const connections = [1, 8, 64, 256];

/** The vault's routes and the captions', beside the check alone and an answer without one. */
export async function run(options: BenchOptions): Promise<Section[]> {
  const most = Math.max(...connections);
  console.log(`routes: ${most} people connect a platform ...`);
  const stack = await startRouteStack(most);
  try {
    const targets = Object.entries(requestsOf(stack)).map(([name, requestOf]) => ({
      name,
      url: stack.url,
      pid: stack.pid,
      requests: (step: Step) => stack.people.slice(0, step.connections).map(requestOf),
    }));
    // Slow writes over 256 connections take long; their spread is small.
    const rounds = Math.min(options.rounds, 3);
    const cells = await measure(connections.map(connectionStep), targets, { ...options, rounds });
    const xLabel = 'connections, each with a user or a record of its own';
    return [
      {
        title: 'The vault and the captions',
        text: [
          `The API as \`npm start\` runs it, with \`introspect\`, before a Directus on SQLite; ${rounds} rounds. Captions are those of the built-in writer. A reveal reads a record and writes an entry to the access log, a store writes both in one transaction: two calls of Directus each, which is what they take. Who is refused with 503 asks again at once here, without waiting as \`Retry-After\` says, so the refusals are many more than the work that wasn't done.`,
        ],
        ...growthOf(cells, { name: 'routes', by: 'connections', xLabel, process: 'the API' }),
      },
    ];
  } finally {
    await stack.stop();
  }
}

type Person = { token: string; creatorProfileId: string };

/** By name, the request that a person sends. */
function requestsOf({ sharedSecret }: RouteStack): Record<string, (by: Person) => LoadRequest> {
  const json = { 'content-type': 'application/json' };
  const asServer = { ...json, 'x-rbac-sync-secret': sharedSecret };
  const asUser = (token: string) => ({ ...json, authorization: `Bearer ${token}` });
  const post = (path: string, headers: Record<string, string>, body: object): LoadRequest => {
    return { method: 'POST', path: `/api/${path}`, headers, body: JSON.stringify(body) };
  };
  const credentials = { api_key: 'y'.repeat(1_000) };
  return {
    'healthz (no check)': () => ({ path: '/healthz', headers: {} }),
    'me (the check alone)': ({ token }) => ({ path: '/api/me', headers: asUser(token) }),
    'captions/generate': ({ token }) => post('captions/generate', asUser(token), {}),
    'credentials/reveal': ({ creatorProfileId }) =>
      post('credentials/reveal', asServer, { creatorProfileId }),
    'credentials/store': ({ creatorProfileId }) =>
      post('credentials/store', asServer, { creatorProfileId, credentials }),
  };
}

/** The API as `npm start` runs it, before a Directus, with users who have a connection each. */
type RouteStack = Awaited<ReturnType<typeof startRouteStack>>;

/** @param count how many people */
function startRouteStack(count: number) {
  return startTogether(async (keep) => {
    const sharedSecret = randomBytes(32).toString('base64url');
    const directus = await keep(startFilledDirectus(introspectionSecretOf(sharedSecret)));
    const variables = {
      DIRECTUS_ADMIN_TOKEN: directus.adminToken,
      CREDENTIALS_ENC_KEY_B64: randomBytes(32).toString('base64'),
    };
    const { url, pid } = await keep(startApi(directus, sharedSecret, variables));
    const people: Person[] = [];
    for (const token of accessTokens(directus.settings.secret, count)) {
      people.push({ token, creatorProfileId: await connect(url, token) });
    }
    return { url, pid, sharedSecret, people };
  });
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
