import { setTimeout as sleep } from 'node:timers/promises';
import { type Dispatcher, Pool } from 'undici';
import type { HostileRequest } from './hostile-requests.ts';
import { findFault, type HostileAnswer } from './judge-answer.ts';

/** What came of a flood. */
export interface FloodResult {
  sent: number;
  /** How often each status came. */
  statuses: Map<number, number>;
  /** Requests with an answer that mustn't be. */
  faults: string[];
  /** Requests that met an overload twice, or no answer: to be sent again, alone. */
  unsettled: HostileRequest[];
  /** Why they are: the code of an error, or `503` with the code of the answer. How often each came. */
  reasons: Map<string, number>;
}

/**
 * Sends requests, many at once over connections that stay open, and judges each answer. What meets an overload is sent once
 * more when the answer says so.
 */
export async function flood(options: {
  url: string;
  connections: number;
  requests: Iterator<HostileRequest>;
  secrets: readonly string[];
}): Promise<FloodResult> {
  const { url, connections, requests, secrets } = options;
  const pool = new Pool(url, { connections, headersTimeout: 60_000, bodyTimeout: 60_000 });
  const result: FloodResult = {
    sent: 0,
    statuses: new Map(),
    faults: [],
    unsettled: [],
    reasons: new Map(),
  };
  const count = <Key>(counts: Map<Key, number>, key: Key) =>
    counts.set(key, (counts.get(key) ?? 0) + 1);
  function sendAgain(request: HostileRequest, reason: string): void {
    result.unsettled.push(request);
    count(result.reasons, reason);
  }

  async function sendSome(): Promise<void> {
    for (;;) {
      const next = result.faults.length < 50 ? requests.next() : undefined;
      if (next === undefined || next.done === true) return;
      result.sent += 1;
      await sendOne(next.value);
    }
  }

  async function sendOne(request: HostileRequest): Promise<void> {
    try {
      let answer = await send(pool, request);
      count(result.statuses, answer.status);
      if (answer.status === 503) {
        // As clients do; at once, it would only be refused once more.
        await sleep(Number(answer.headers.get('retry-after')) * 1_000);
        answer = await send(pool, request);
        count(result.statuses, answer.status);
      }
      if (answer.status === 503) {
        sendAgain(request, `503 ${/"code":"([a-z_.]+)"/.exec(answer.text)?.[1]}`);
        return;
      }
      const fault = findFault(request, answer, secrets);
      if (fault !== undefined) result.faults.push(`${describeRequest(request)}: ${fault}`);
    } catch (error) {
      if (isRefusedByClient(error)) {
        result.faults.push(`${describeRequest(request)} wasn't sent: ${String(error)}`);
      } else sendAgain(request, codeOf(error));
    }
  }

  await Promise.all(Array.from({ length: connections }, sendSome));
  await pool.close();
  return result;
}

/** Sends one request and reads its answer to the end. */
export async function send(to: Dispatcher, request: HostileRequest): Promise<HostileAnswer> {
  const { body = null, path, headers } = request;
  const method = request.method as Dispatcher.HttpMethod;
  const answer = await to.request({ method, path, headers, body });
  const pairs = Object.entries(answer.headers).flatMap(([name, values]) =>
    [values ?? []].flat().map((value): [string, string] => [name, value]),
  );
  const text = await answer.body.text();
  return { status: answer.statusCode, headers: new Headers(pairs), text };
}

/** The request, short enough to read. */
export function describeRequest({ method, path, headers, body }: HostileRequest): string {
  const { 'x-forwarded-for': _, authorization, ...others } = headers;
  const rest = { ...others, ...(authorization?.length === 39 ? {} : { authorization }) };
  return `${method} ${path} ${JSON.stringify(rest)} ${String(body ?? '')}`.slice(0, 2_000);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

function isRefusedByClient(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'UND_ERR_INVALID_ARG';
}
