import type { ConnectedModel, ModelMessage } from '@genie-helper/language-model';
import type { ChatTool } from '../../chat-tool.ts';
import type { Patience } from '../idle-timeout.ts';
import { bounds } from './config.ts';

type Sdk = ConnectedModel['sdk'];

/** The tools as the SDK takes them, bounded in number of calls. Each checks its own input. */
export function toSdkTools(sdk: Sdk, tools: readonly ChatTool[], patience: Patience) {
  let calls = 0;
  const entries = tools.map((tool) => {
    const schema = JSON.parse(JSON.stringify(tool.inputSchema));
    const execute = async (input: unknown) => {
      calls += 1;
      if (calls > bounds.toolCalls) return { error: 'No more tools may be called.' };
      return patience.whileToolRuns(() => tool.call(input, patience.signal));
    };
    const inputSchema = sdk.jsonSchema<unknown>(schema);
    return [tool.name, sdk.tool({ description: tool.description, inputSchema, execute })] as const;
  });
  return Object.fromEntries(entries);
}

/**
 * The messages of earlier steps as every server takes them back: arguments that are no JSON object become an empty
 * one (Ollama refuses anything else), and what the SDK says of unknown tools and such arguments, quoting the model
 * at any length, becomes a sentence.
 */
export function tidyCalls(messages: readonly ModelMessage[]): ModelMessage[] {
  return messages.map((message) => {
    if (message.role === 'assistant' && typeof message.content !== 'string') {
      const content = message.content.map((part) =>
        part.type === 'tool-call' && !isObject(part.input) ? { ...part, input: {} } : part,
      );
      return { ...message, content };
    }
    if (message.role !== 'tool') return message;
    const content = message.content.map((part) =>
      part.type === 'tool-result' && part.output.type === 'error-text'
        ? { ...part, output: { type: 'error-text' as const, value: uncallable } }
        : part,
    );
    return { ...message, content };
  });
}

const uncallable = 'There is no such tool, or its arguments were no JSON object.';

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
