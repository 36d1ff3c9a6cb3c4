import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

/** What came of a load. */
export interface LoadReport {
  requests: number;
  /** Requests that a holder of a good token failed with, and when; `status` 0: no answer. */
  failures: { at: number; status: number }[];
  /** Statuses under 400 that a dead token was given. */
  wrongAcceptances: number[];
  /** Ids of what was acknowledged as made. */
  connections: string[];
  batches: string[];
}

/** People who read, store credentials and submit batches, and one whose token is dead, until it's stopped. */
export function startLoad(
  url: string,
  { token, deadToken }: { token: string; deadToken: string },
): { stop(): Promise<LoadReport> } {
  const report: LoadReport = {
    requests: 0,
    failures: [],
    wrongAcceptances: [],
    connections: [],
    batches: [],
  };
  let isOver = false;

  async function ask(path: string, bearer: string, body?: object): Promise<Answer> {
    report.requests += 1;
    const init = {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        authorization: `Bearer ${bearer}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(20_000),
    };
    try {
      const answer = await fetch(`${url}${path}`, init);
      const text = await answer.text();
      return { status: answer.status, text };
    } catch {
      return { status: 0, text: '' };
    }
  }

  async function asHolder(path: string, body?: object): Promise<Record<string, unknown>> {
    const { status, text } = await ask(path, token, body);
    if (status >= 200 && status < 300) return JSON.parse(text) as Record<string, unknown>;
    report.failures.push({ at: performance.now(), status });
    return {};
  }

  const people: (() => Promise<void>)[] = [
    async () => void (await asHolder('/api/me')),
    async () => void (await asHolder('/api/me')),
    async () => {
      const credentials = { api_key: 'a' };
      const profile = { platform: 'x', platform_username: randomUUID(), credentials };
      const { id } = await asHolder('/api/credentials/create-profile', profile);
      if (id !== undefined) report.connections.push(String(id));
      await sleep(200);
    },
    async () => {
      const { jobId } = await asHolder('/api/captions/batch', { items: [{}] });
      if (jobId !== undefined) report.batches.push(String(jobId));
      await sleep(500);
    },
    async () => {
      const { status } = await ask('/api/me', deadToken);
      if (status > 0 && status < 400) report.wrongAcceptances.push(status);
    },
  ];
  const days = people.map(async (act) => {
    while (!isOver) {
      await act();
      await sleep(20);
    }
  });
  return {
    async stop() {
      isOver = true;
      await Promise.all(days);
      return report;
    },
  };
}

interface Answer {
  status: number;
  text: string;
}
