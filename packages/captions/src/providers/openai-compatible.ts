import { connectModel, describeFailure } from '@genie-helper/language-model';
import { CaptionError } from '../caption-error.ts';
import { withinTime } from '../within-time.ts';
import type { CaptionProvider, ProviderCall } from './caption-provider.ts';
import { bounds, type OpenAiCompatibleConfig } from './openai-compatible/config.ts';

/**
 * Captions from any server with OpenAI's `/chat/completions`: Ollama, llama.cpp, vLLM, OpenAI.
 * One attempt a call: whoever asked decides on another.
 */
export function createOpenAiCompatibleProvider(config: OpenAiCompatibleConfig): CaptionProvider {
  const connect = connectModel(config, bounds.maxAnswerBytes);

  async function ask({ system, prompt, signal }: ProviderCall): Promise<string> {
    try {
      const { sdk, model } = await connect();
      const { text } = await sdk.generateText({
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
      throw failed(describeFailure(error));
    }
  }

  return {
    name: 'openai-compatible',
    async generate(call) {
      const text = await withinTime(config.timeoutMs, call.signal, (signal) =>
        ask({ ...call, signal }),
      );
      if (text.trim() === '') throw failed('empty answer');
      return { text, model: config.model };
    },
  };
}

function failed(detail: string): CaptionError {
  return new CaptionError('captions.model_failed', `openai-compatible: ${detail}`);
}
