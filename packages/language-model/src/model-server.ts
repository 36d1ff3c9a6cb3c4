import type { LanguageModel } from 'ai';
import { answerEventsOnly } from './answer-events.ts';

/** Where a model answers, and how long it may take. */
export type ModelServer = {
  /** Up to and including `/v1`; a slash at the end does no harm. */
  readonly baseUrl: string;
  readonly model: string;
  readonly apiKey?: string | undefined;
  /** Bounds one caption, and the wait for each piece of a chat's answer, in milliseconds. */
  readonly timeoutMs: number;
  /** For tests; the runtime's own otherwise. */
  readonly fetch?: typeof globalThis.fetch;
};

/** The SDK, and the model to give it. */
export type ConnectedModel = { readonly sdk: typeof import('ai'); readonly model: LanguageModel };

/**
 * The way to a model on any server with OpenAI's `/chat/completions`: Ollama, llama.cpp, vLLM, OpenAI.
 * The SDK is loaded by the first call and shared with all later ones, so a process that never asks a model never
 * loads it. Calls follow no redirect, and an answer ends at `maxAnswerBytes`.
 *
 * @param maxAnswerBytes bytes of one answer after decompression
 */
export function connectModel(
  server: Omit<ModelServer, 'timeoutMs'>,
  maxAnswerBytes: number,
): () => Promise<ConnectedModel> {
  let connected: Promise<ConnectedModel> | undefined;
  return () => {
    connected ??= load(server, maxAnswerBytes);
    return connected;
  };
}

async function load(
  { baseUrl, model, apiKey, fetch }: Omit<ModelServer, 'timeoutMs'>,
  maxAnswerBytes: number,
): Promise<ConnectedModel> {
  const [sdk, { createOpenAICompatible }] = await Promise.all([
    import('ai'),
    import('@ai-sdk/openai-compatible'),
  ]);
  const server = createOpenAICompatible({
    name: 'model',
    baseURL: baseUrl.replace(/\/+$/u, ''),
    ...(apiKey ? { apiKey } : {}),
    fetch: answerEventsOnly(
      boundedFetch((input, init) => (fetch ?? globalThis.fetch)(input, init), maxAnswerBytes),
    ),
  });
  return { sdk, model: server.chatModel(model) };
}

/** An answer that is larger than allowed. */
export class AnswerTooLargeError extends Error {
  override readonly name = 'AnswerTooLargeError';
}

/**
 * A fetch that follows no redirect (the key and the prompt go to the configured host only) and
 * fails with `AnswerTooLargeError` once more than `maxBytes` of decoded body have come.
 */
export function boundedFetch(
  fetch: typeof globalThis.fetch,
  maxBytes: number,
): typeof globalThis.fetch {
  return async (input, init) => {
    const response = await fetch(input, { ...init, redirect: 'error' });
    if (Number(response.headers.get('content-length') ?? 0) > maxBytes) {
      await response.body?.cancel();
      throw new AnswerTooLargeError('the answer is larger than allowed');
    }
    if (!response.body) return response;
    const { status, statusText, headers } = response;
    return new Response(response.body.pipeThrough(limit(maxBytes)), {
      status,
      statusText,
      headers,
    });
  };
}

function limit(maxBytes: number): TransformStream<Uint8Array, Uint8Array> {
  let bytes = 0;
  return new TransformStream({
    transform(chunk, controller) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes)
        controller.error(new AnswerTooLargeError('the answer is larger than allowed'));
      else controller.enqueue(chunk);
    },
  });
}

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

/** The HTTP status that the server refused with; undefined where something else went wrong. */
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
