/**
 * Calls to the servers that an installation leans on.
 *
 * Guarantees: no redirect is followed, so a token goes to the given address only; every call ends within its timeout;
 * at most 4 MB of an answer are read; nothing that a server said is shown.
 */
import { failureCodeOf } from '@genie-helper/directus-client';

const timeoutMs = 4_000;
const mostBytes = 4_000_000;

/** What a server answered, or why it didn't: a code such as ECONNREFUSED or TIMEOUT. */
export type Answer =
  | { status: number; headers: Headers; text: string; json: unknown; code?: undefined }
  | { code: string; status?: undefined; headers?: undefined; json?: undefined };

export interface AskOptions {
  bearer?: string;
  signal: AbortSignal;
}

/** Asks once. Never throws. */
export async function ask(url: string, { bearer, signal }: AskOptions): Promise<Answer> {
  try {
    const response = await fetch(url, {
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      headers: bearer === undefined ? {} : { authorization: `Bearer ${bearer}` },
    });
    const text = await readBounded(response);
    return { status: response.status, headers: response.headers, text, json: parse(text) };
  } catch (error) {
    return { code: failureCodeOf(error) };
  }
}

async function readBounded(response: Response): Promise<string> {
  if (response.body === null) return '';
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body) {
    chunks.push(chunk);
    length += chunk.byteLength;
    if (length > mostBytes) throw Object.assign(new Error('too large'), { code: 'TOO_LARGE' });
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const labels: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'no such host',
  EAI_AGAIN: 'the name could not be looked up',
  ECONNRESET: 'the connection was cut',
  EHOSTUNREACH: 'no way leads there',
  ENETUNREACH: 'no way leads there',
  TIMEOUT: 'no answer in time',
  ETIMEDOUT: 'no answer in time',
};

/** The code of a failure for people, with the code for those who look it up. */
export function explainCode(code: string): string {
  const label = labels[code];
  return label === undefined ? code : `${label}, ${code}`;
}

/** The property of an object of unknown shape; undefined where there is none. */
export function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
