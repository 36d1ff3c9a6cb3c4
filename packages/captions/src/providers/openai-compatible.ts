import {
  type AnswerEnd,
  answerEndOf,
  busyOf,
  connectModel,
  describeFailure,
  type ModelServer,
} from '@genie-helper/language-model';
import {
  CaptionError,
  type CaptionProvider,
  type ProviderCall,
  withTimeout,
} from './caption-provider.ts';

/**
 * Captions from any server with OpenAI's `/chat/completions`: Ollama, llama.cpp, vLLM, OpenAI.
 * One attempt a call: whoever asked decides on another.
 */
export function createOpenAiCompatibleProvider(config: ModelServer): CaptionProvider {
  const connect = connectModel(config, bounds.maxAnswerBytes);

  async function ask({ system, prompt, signal }: ProviderCall): Promise<Answer> {
    try {
      const { sdk, model } = await connect();
      const { text, providerMetadata } = await sdk.generateText({
        model,
        instructions: system,
        prompt,
        maxOutputTokens: bounds.maxOutputTokens,
        temperature: bounds.temperature,
        maxRetries: 0,
        abortSignal: signal,
      });
      return { text, end: answerEndOf(providerMetadata) };
    } catch (error) {
      throw failureOf(error);
    }
  }

  return {
    name: 'openai-compatible',
    async generate(call) {
      const answer = await withTimeout(config.timeoutMs, call.signal, (signal) =>
        ask({ ...call, signal }),
      );
      return { ...answer, model: config.model };
    },
  };
}

type Answer = { readonly text: string; readonly end: AnswerEnd };

function failureOf(error: unknown): CaptionError {
  const busy = busyOf(error);
  if (busy === undefined) return failed(describeFailure(error));
  const detail = `openai-compatible: ${busy.message}`;
  return new CaptionError('captions.model_busy', detail, busy.retryAfterSeconds);
}

function failed(detail: string): CaptionError {
  return new CaptionError('captions.model_failed', `openai-compatible: ${detail}`);
}

/** Bounds on every call that no deployment needs to change. */
const bounds = {
  /** Room for a long caption and a short line of thought. */
  maxOutputTokens: 600,
  /** Bytes of an answer after decompression; a caption's is some 3,000. */
  maxAnswerBytes: 256 * 1024,
  temperature: 0.9,
} as const;
