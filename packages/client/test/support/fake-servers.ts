import { createGenieClient, type GenieClientOptions } from '../../src/genie-client.ts';
import type { Fetch } from '../../src/http/exchange.ts';
import type { Clock } from '../../src/http/time.ts';

/** What may go wrong with one request on its way. */
export type Fault = 'request lost' | 'answer lost' | '503' | 'proxy page';

/** A Directus and an API that treat tokens as the real ones do, on a clock of their own and without a network. */
export interface FakeServers {
  fetch: Fetch;
  clock: Clock & { advance(ms: number): void };
  /** What came, in order: the path, and the last letters of the token. */
  readonly requests: string[];
  /** The most refreshes that were under way at once. */
  readonly refreshesAtOnce: () => number;
  /** Refreshes with a token whose replacement had been delivered. */
  readonly spentRefreshes: () => number;
  /** What goes wrong with the next refreshes. */
  readonly refreshFaults: Fault[];
  /** The newest access token is refused from now on, as after a changed role; its session goes on. */
  killToken(): void;
  /** The session is over: everything of it is refused. */
  endSession(): void;
  /** What the API answers to requests with a good token; `{ok: true, user}` where nothing is set. */
  answer: (path: string, init: RequestInit) => Response | Promise<Response>;
}

export const lifeMs = 900_000;
export const addresses = { apiUrl: 'http://api.test', directusUrl: 'http://directus.test' };
export const user = { id: 'u', email: 'mara@example.com' };

export function json(status: number, body: unknown, headers: Record<string, string> = {}) {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json', ...headers },
  });
}

export function failure(status: number, code: string, headers: Record<string, string> = {}) {
  return json(status, { ok: false, error: 'A message.', code, requestId: 'r-1' }, headers);
}

/**
 * @param turn waits until it's a message's turn; tests that leave the order open bring a scheduler
 */
export function createFakeServers(
  turn: (what: string) => Promise<unknown> = async () => {},
): FakeServers {
  let nowMs = Date.UTC(2026, 0, 1);
  let serial = 1;
  let isOver = false;
  let underWay = 0;
  let most = 0;
  let spent = 0;
  const deadTokens = new Set<string>();
  const expiry = new Map<string, number>();
  const replaced = new Map<string, 'delivered' | 'lost'>();
  const requests: string[] = [];
  const refreshFaults: Fault[] = [];

  const tokensOf = () => {
    expiry.set(`access-${serial}`, nowMs + lifeMs);
    const data = {
      access_token: `access-${serial}`,
      refresh_token: `refresh-${serial}`,
      expires: lifeMs,
    };
    return json(200, { data });
  };
  const refusal = () => json(401, { errors: [{ extensions: { code: 'INVALID_CREDENTIALS' } }] });

  async function refresh(init: RequestInit): Promise<Response> {
    const { refresh_token: token } = JSON.parse(String(init.body)) as { refresh_token: string };
    requests.push(`refresh ${token}`);
    underWay += 1;
    most = Math.max(most, underWay);
    try {
      const fault = refreshFaults.shift();
      await turn('refresh arrives');
      if (fault === 'request lost') throw new TypeError('fetch failed');
      if (fault === '503') return json(503, { errors: [{ extensions: { code: 'DOWN' } }] });
      if (fault === 'proxy page') return new Response('<h1>401</h1>', { status: 401 });
      if (replaced.get(token) === 'delivered') spent += 1;
      if (isOver) return refusal();
      if (token === `refresh-${serial}`) {
        replaced.set(token, fault === 'answer lost' ? 'lost' : 'delivered');
        serial += 1;
      } else if (!replaced.has(token)) return refusal();
      const answer = tokensOf();
      await turn('refresh answers');
      if (fault === 'answer lost') throw new TypeError('fetch failed');
      replaced.set(token, 'delivered');
      return answer;
    } finally {
      underWay -= 1;
    }
  }

  async function directus(path: string, init: RequestInit): Promise<Response> {
    if (path === '/auth/refresh') return await refresh(init);
    requests.push(path);
    await turn(path);
    if (path === '/auth/login') return tokensOf();
    isOver = true;
    return new Response(null, { status: 204 });
  }

  const servers: FakeServers = {
    async fetch(input, init = {}) {
      const { origin, pathname, search } = new URL(String(input));
      if (origin === addresses.directusUrl) return await directus(pathname, init);
      const token = new Headers(init.headers).get('authorization')?.replace('Bearer ', '') ?? '';
      requests.push(`${pathname}${search} ${token}`.trim());
      await turn('call arrives');
      const isGood = !isOver && !deadTokens.has(token) && (expiry.get(token) ?? 0) > nowMs;
      const answer = isGood
        ? await servers.answer(pathname, init)
        : failure(401, 'auth.invalid_token');
      await turn('call answers');
      return answer;
    },
    clock: {
      now: () => nowMs,
      async sleep(ms, signal) {
        signal?.throwIfAborted();
        await turn('pause');
        nowMs += ms;
      },
      advance(ms) {
        nowMs += ms;
      },
    },
    requests,
    refreshesAtOnce: () => most,
    spentRefreshes: () => spent,
    refreshFaults,
    killToken: () => void deadTokens.add(`access-${serial}`),
    endSession() {
      isOver = true;
    },
    answer: () => json(200, { ok: true, user }),
  };
  return servers;
}

/** A client of these servers. */
export function clientOf(servers: FakeServers, parts: Partial<GenieClientOptions> = {}) {
  return createGenieClient({ ...addresses, fetch: servers.fetch, clock: servers.clock, ...parts });
}

/** One that is signed in; the requests so far are forgotten. */
export async function signedInClient(
  servers: FakeServers,
  parts: Partial<GenieClientOptions> = {},
) {
  const client = clientOf(servers, parts);
  await client.login('mara@example.com', 'password');
  servers.requests.length = 0;
  return client;
}
