import { CaptionError } from '../../caption-error.ts';
import { withinTime } from '../../within-time.ts';
import type { CaptionProvider, ProviderCall } from '../caption-provider.ts';
import { boundedFetch } from './bounded-fetch.ts';
import { bounds, type OpenAiCompatibleConfig } from './config.ts';
import { toCaptionError } from './failures.ts';

/**
 * Captions from any server with OpenAI's `/chat/completions`: Ollama, llama.cpp, vLLM, OpenAI.
 * The SDK is loaded with the first call, so a process that never writes through a model never
 * loads it. One attempt a call: whoever asked decides on another.
 */
export function createOpenAiCompatibleProvider(config: OpenAiCompatibleConfig): CaptionProvider {
  const connect = once(() => loadModel(config));

  async function ask({ system, prompt, signal }: ProviderCall): Promise<string> {
    try {
      const { generateText, model } = await connect();
      const { text } = await generateText({
        model,
        instructions: system,
        prompt,
        maxOutputTokens: bounds.maxOutputTokens,
        temperature: bounds.temperature,
        maxRetries: 0,
        abortSignal: signal,
      });
      return text;
    } catch (error) {
      throw toCaptionError(error);
    }
  }

  return {
    name: 'openai-compatible',
    async generate(call) {
      const text = await withinTime(config.timeoutMs, call.signal, (signal) =>
        ask({ ...call, signal }),
      );
      if (text.trim() === '')
        throw new CaptionError('captions.model_failed', 'openai-compatible: empty answer');
      return { text, model: config.model };
    },
  };
}

async function loadModel({ baseUrl, model, apiKey, fetch }: OpenAiCompatibleConfig) {
  const [{ generateText }, { createOpenAICompatible }] = await Promise.all([
    import('ai'),
    import('@ai-sdk/openai-compatible'),
  ]);
  const server = createOpenAICompatible({
    name: 'captions',
    baseURL: baseUrl.replace(/\/+$/u, ''),
    ...(apiKey ? { apiKey } : {}),
    fetch: boundedFetch(
      (input, init) => (fetch ?? globalThis.fetch)(input, init),
      bounds.maxAnswerBytes,
    ),
  });
  return { generateText, model: server.chatModel(model) };
}

/** Runs `make` on the first call and shares its promise with all later ones. */
function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
