import type { LanguageModel } from 'ai';
import { boundedFetch } from './bounded-fetch.ts';

/** Where a model answers. */
export type ModelServer = {
  /** Up to and including `/v1`; a slash at the end does no harm. */
  readonly baseUrl: string;
  readonly model: string;
  readonly apiKey?: string | undefined;
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
  server: ModelServer,
  maxAnswerBytes: number,
): () => Promise<ConnectedModel> {
  let connected: Promise<ConnectedModel> | undefined;
  return () => {
    connected ??= load(server, maxAnswerBytes);
    return connected;
  };
}

async function load(
  { baseUrl, model, apiKey, fetch }: ModelServer,
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
    fetch: boundedFetch((input, init) => (fetch ?? globalThis.fetch)(input, init), maxAnswerBytes),
  });
  return { sdk, model: server.chatModel(model) };
}
