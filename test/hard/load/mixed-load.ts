import { setTimeout as sleep } from 'node:timers/promises';
import { createTestDirectusClient } from '../../support/directus-client.ts';
import type { Fleet } from '../machines/fleet.ts';

/** What twelve clients met. */
export interface Tally {
  requests: number;
  failures: { what: string; status: number; code: string; startedAt: number }[];
  /** What must never be: a dead token let in, a secret that isn't the one that was stored. */
  wrong: string[];
  slowestMs: number;
}

/** Clients that are ready to go. */
export interface MixedLoad {
  /** @param url of the API, through a proxy */
  start(url: string): { stop(): Promise<Tally> };
}

interface Person {
  token: string;
  deadToken: string;
  creatorProfileId: string;
  key: string;
}

const clients = 12;
const pauseMs = 60;

/** Twelve people with a connection each; some read, some write, servers store and reveal, and dead tokens are tried. */
export async function prepareMixedLoad({
  pair,
  apiUrl,
  secret,
  adminToken,
}: Pick<Fleet, 'pair' | 'apiUrl' | 'secret'> & { adminToken: string }): Promise<MixedLoad> {
  const admin = createTestDirectusClient(pair.two.url, adminToken);
  const people: Person[] = [];
  for (let count = 0; count < clients; count += 1) {
    const { email, password } = await admin.createUser();
    const { accessToken: token } = await admin.login(email, password);
    const { accessToken: deadToken, refreshToken } = await admin.login(email, password);
    await admin.request('POST', '/auth/logout', { refresh_token: refreshToken }, null);
    const body = { platform: 'x', platform_username: email, credentials: { key: email } };
    const made = await fetch(`${apiUrl}/api/credentials/create-profile`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const { id } = (await made.json()) as { id: string };
    people.push({ token, deadToken, creatorProfileId: id, key: email });
  }
  return {
    start(url) {
      const tally: Tally = { requests: 0, failures: [], wrong: [], slowestMs: 0 };
      let isOver = false;

      async function ask(
        what: string,
        path: string,
        headers: Record<string, string>,
        body?: object,
      ) {
        tally.requests += 1;
        const startedAt = performance.now();
        const { status, text } = await fetch(`${url}${path}`, {
          method: body === undefined ? 'GET' : 'POST',
          headers: {
            ...headers,
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          signal: AbortSignal.timeout(40_000),
        }).then(
          async (answer) => ({ status: answer.status, text: await answer.text() }),
          () => ({ status: 0, text: '' }),
        );
        tally.slowestMs = Math.max(tally.slowestMs, performance.now() - startedAt);
        // A refusal is as bad as an outage, but for a token that is dead.
        if (status === 0 || status >= (what === 'dead token' ? 500 : 400)) {
          const code = /"code":"([^"]*)"/.exec(text)?.[1] ?? 'not from the API';
          tally.failures.push({ what, status, code, startedAt });
        }
        return { status, text };
      }

      const asPerson = ({ token }: Person) => ({ authorization: `Bearer ${token}` });
      const asServer = { 'x-rbac-sync-secret': secret };
      const acts: ((person: Person) => Promise<unknown>)[] = [
        (person) => ask('me', '/api/me', asPerson(person)),
        (person) => ask('list', '/api/credentials', asPerson(person)),
        (person) => ask('caption', '/api/captions/generate', asPerson(person), {}),
        async ({ creatorProfileId, key }) => {
          const body = { creatorProfileId };
          const answer = await ask('reveal', '/api/credentials/reveal', asServer, body);
          if (answer.status === 200 && !answer.text.includes(`"key":"${key}"`)) {
            tally.wrong.push(answer.text);
          }
        },
        ({ creatorProfileId, key }) => {
          const body = { creatorProfileId, credentials: { key } };
          return ask('store', '/api/credentials/store', asServer, body);
        },
        async ({ deadToken }) => {
          const headers = { authorization: `Bearer ${deadToken}` };
          const { status } = await ask('dead token', '/api/me', headers);
          if (status > 0 && status < 400) tally.wrong.push(`a dead token: ${status}`);
        },
      ];
      const running = people.map(async (person, index) => {
        for (let turn = index; !isOver; turn += 1) {
          await acts[turn % acts.length]?.(person);
          await sleep(pauseMs);
        }
      });
      return {
        async stop() {
          isOver = true;
          await Promise.all(running);
          return tally;
        },
      };
    },
  };
}

/** In a sentence. @param before what failed before, by the count of somebody else · @param at when the plug was pulled */
export function describeTally(name: string, tally: Tally, before: string, at: number): string {
  const last = Math.max(0, ...tally.failures.map((one) => one.startedAt - at));
  const counts = Map.groupBy(tally.failures, (one) => `${one.what} ${one.status} ${one.code}`);
  const kinds = [...counts].map(([kind, { length }]) => `${length} ${kind}`).join(', ');
  const failed = `${tally.failures.length} of ${tally.requests}`;
  return `${name}: ${failed} failed (${kinds || 'none'}), the last begun ${Math.round(last)} ms after; before: ${before}; slowest ${Math.round(tally.slowestMs)} ms`;
}
