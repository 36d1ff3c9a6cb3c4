import { checkAnswer } from '../../../support/api-document/check-answer.ts';
import type { HostileRequest } from './hostile-requests.ts';

/** An answer as it came. */
export interface HostileAnswer {
  status: number;
  headers: Headers;
  text: string;
}

/** Stacks and places of files, as Node writes them. */
const insides = /\n\s+at .+:\d+|node_modules|node:internal|file:\/\/\/\w+\/|ECONNREFUSED|SQLITE_/;

/**
 * What is wrong with an answer, by the form of errors and docs/openapi.json; undefined where nothing is.
 *
 * @param secrets what no answer may hold
 */
export function findFault(
  { method, path }: Pick<HostileRequest, 'method' | 'path'>,
  answer: HostileAnswer,
  secrets: readonly string[],
): string | undefined {
  const { status, headers, text } = answer;
  if (status >= 500) return `a ${status}`;
  const leak = secrets.find((secret) => text.includes(secret));
  if (leak !== undefined) return `it tells ${leak}`;
  if (headers.get('x-request-id') === null) return 'it has no request id';
  if (status >= 400) {
    const fault = findErrorFault(method, answer);
    if (fault !== undefined) return fault;
  }
  try {
    checkAnswer(method, path, answer);
    return undefined;
  } catch (error) {
    return String(error);
  }
}

function findErrorFault(method: string, { headers, text }: HostileAnswer): string | undefined {
  if (headers.get('content-type') !== 'application/json; charset=utf-8') return 'it is no JSON';
  if (headers.get('cache-control') !== 'no-store') return 'it may be stored';
  if (method === 'HEAD') return undefined;
  const body = JSON.parse(text) as Record<string, unknown>;
  const { details, ...others } = body;
  const isApiError =
    body.ok === false &&
    typeof body.error === 'string' &&
    /^[a-z_]+\.[a-z_]+$/.test(String(body.code)) &&
    body.requestId === headers.get('x-request-id');
  if (!isApiError) return 'it is no error of the API';
  // Names of unknown fields come back in the details; all else is ours.
  return insides.test(JSON.stringify(others)) ? 'it shows insides' : undefined;
}
