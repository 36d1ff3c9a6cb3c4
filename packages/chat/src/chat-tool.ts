/**
 * Tools that a model may call.
 *
 * Guarantees: what a tool gets has been held against its schema, field by field; a failure goes back to the model
 * as a message of ours, and so does a result that is too long. Doesn't guarantee: who may call it. A tool has the
 * rights that whoever made it closed over.
 */
import type { Static, TObject } from 'typebox';
import { Check, Errors } from 'typebox/value';

/** Something that a model may ask for. */
export type ChatTool = {
  /** Letters, digits and underscores. */
  readonly name: string;
  /** For the model: what it does and when to use it. */
  readonly description: string;
  /** What it takes; unknown fields are refused only where the schema says so. */
  readonly inputSchema: TObject;
  /** Gives something that JSON can carry. `input` is as the model wrote it, unchecked. */
  call(input: unknown, signal: AbortSignal): Promise<unknown>;
};

/** What the model is told instead of a result. */
export type ToolRefusal = { readonly error: string };

const longestResult = 24_000;

/**
 * Makes a tool whose `execute` sees checked input only.
 *
 * @param definition `inputSchema` must say `additionalProperties: false`; `execute` may throw: the model is then
 *   told that the tool failed, and nothing of the failure
 */
export function defineChatTool<Input extends TObject>(definition: {
  name: string;
  description: string;
  inputSchema: Input;
  execute(input: Static<Input>, signal: AbortSignal): Promise<unknown>;
}): ChatTool {
  const { name, description, inputSchema, execute } = definition;
  return {
    name,
    description,
    inputSchema,
    async call(input, signal) {
      if (!Check(inputSchema, input)) return explain(inputSchema, input);
      try {
        const result = await execute(input, signal);
        const isTooLong = JSON.stringify(result).length > longestResult;
        return isTooLong ? refusal('The result is too long to be shown here.') : result;
      } catch {
        return refusal('This tool failed.');
      }
    },
  };
}

function explain(schema: TObject, input: unknown): ToolRefusal {
  const problems = Errors(schema, input)
    .slice(0, 5)
    .map(({ instancePath, message }) => `${instancePath.slice(0, 100) || 'The input'} ${message}.`);
  return refusal(['This is not what the tool takes.', ...problems].join(' '));
}

function refusal(error: string): ToolRefusal {
  return { error };
}
