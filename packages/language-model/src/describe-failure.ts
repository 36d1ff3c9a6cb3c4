import { AnswerTooLargeError } from './bounded-fetch.ts';

/** A closed list: the SDK's errors carry codes that the server chose, too. */
const codes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/**
 * What the SDK threw, in a few words for the log: a kind, and a status or a code where there is one. Nothing else
 * of it: the SDK's messages and causes hold the address, the prompt and the server's own words.
 */
export function describeFailure(error: unknown): string {
  const chain = causes(error);
  if (chain.some((cause) => cause instanceof AnswerTooLargeError)) return 'answer too large';
  const status = statusOf(error);
  if (status !== undefined) return status === 200 ? 'unreadable answer' : `status ${status}`;
  const code = chain.map((cause) => field(cause, 'code')).find((value) => codes.has(String(value)));
  return code === undefined ? 'no answer' : String(code);
}

/** The HTTP status that the server refused with, if it's that what was thrown. */
export function statusOf(error: unknown): number | undefined {
  const status = causes(error)
    .map((cause) => field(cause, 'statusCode'))
    .find(Number.isInteger);
  return typeof status === 'number' ? status : undefined;
}

/** An error and what caused it, at most five deep. */
function causes(error: unknown): object[] {
  const chain: object[] = [];
  let at = error;
  while (typeof at === 'object' && at !== null && chain.length < 5) {
    chain.push(at);
    at = field(at, 'cause');
  }
  return chain;
}

function field(holder: object, name: string): unknown {
  return Reflect.get(holder, name);
}
