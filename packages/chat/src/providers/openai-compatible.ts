import {
  type ConnectedModel,
  connectModel,
  describeFailure,
  statusOf,
} from '@genie-helper/language-model';
import { ChatError } from '../chat-error.ts';
import type { ChatCall, ChatProvider } from './chat-provider.ts';
import { createPatience, type Patience } from './idle-timeout.ts';
import { bounds, type OpenAiCompatibleChatConfig } from './openai-compatible/config.ts';
import { renderInstructions } from './openai-compatible/instructions.ts';
import { tidyCalls, toSdkTools } from './openai-compatible/sdk-tools.ts';

/**
 * Answers from any server with OpenAI's `/chat/completions`: Ollama, llama.cpp, vLLM, OpenAI. Every step is asked
 * once. The one exception: a model that wasn't taught tools refuses the very first step (400), and is then asked
 * without them; nothing was said or done by then.
 */
export function createOpenAiCompatibleChat(config: OpenAiCompatibleChatConfig): ChatProvider {
  const connect = connectModel(config, bounds.maxAnswerBytes);

  return {
    name: 'openai-compatible',
    async *answer(call) {
      const { timeoutMs } = config;
      const totalMs = timeoutMs * bounds.timeouts;
      const patience = createPatience(call.signal, { silenceMs: timeoutMs, totalMs });
      try {
        const connected = await patience.waitFor(connect());
        try {
          yield* speak(connected, call, patience);
        } catch (error) {
          if (!(error instanceof ToolsRefused)) throw error;
          // Not remembered: a message that is too long with the tools is refused in the same way.
          yield* speak(connected, { ...call, tools: [] }, patience);
        }
      } catch (error) {
        throw error instanceof ChatError ? error : failed(describeFailure(error));
      } finally {
        patience.end();
      }
    },
  };
}

/** Nothing came but a 400, and tools had been offered. */
class ToolsRefused extends Error {}

async function* speak(
  { sdk, model }: ConnectedModel,
  { messages, tools }: ChatCall,
  patience: Patience,
): AsyncGenerator<string, void, undefined> {
  const { stream } = sdk.streamText({
    model,
    instructions: renderInstructions(tools.length > 0),
    messages: [...messages],
    ...(tools.length === 0 ? {} : { tools: toSdkTools(sdk, tools, patience) }),
    toolCallConcurrency: 1,
    stopWhen: sdk.stepCountIs(bounds.steps),
    prepareStep: ({ stepNumber, messages: soFar }) => ({
      messages: tidyCalls(soFar),
      ...(tools.length > 0 && stepNumber === bounds.steps - 1 ? { toolChoice: 'none' } : {}),
    }),
    maxOutputTokens: bounds.maxOutputTokens,
    temperature: bounds.temperature,
    maxRetries: 0,
    abortSignal: patience.signal,
    // Without this the SDK prints what the server said.
    onError: () => {},
  });
  const parts = stream[Symbol.asyncIterator]();
  let steps = 0;
  let hasSpoken = false;
  let isNewStep = false;
  for (;;) {
    const { done, value: part } = await patience.waitFor(parts.next());
    if (done) break;
    if (part.type === 'start-step') {
      steps += 1;
      isNewStep = hasSpoken;
    } else if (part.type === 'text-delta' && part.text !== '') {
      yield isNewStep ? `\n\n${part.text}` : part.text;
      hasSpoken ||= part.text.trim() !== '';
      isNewStep = false;
    } else if (part.type === 'error') {
      const isFirst = steps <= 1 && !hasSpoken && tools.length > 0;
      if (isFirst && statusOf(part.error) === 400) throw new ToolsRefused();
      throw failed(describeFailure(part.error));
    }
  }
  // A stream that ends because the time is up is no answer.
  await patience.waitFor(Promise.resolve());
  if (!hasSpoken) throw failed(steps < bounds.steps ? 'empty answer' : 'no answer but tool calls');
}

function failed(detail: string): ChatError {
  return new ChatError('chat.model_failed', `openai-compatible: ${detail}`);
}
