/**
 * How a model's answer ended, read from what its server says beside the text.
 *
 * Guarantees: an answer counts as whole only where the server says so, by a reason of a closed list. A reason that
 * isn't known is none. The one exception: an answer that came as one JSON document, which can't be cut without
 * being unreadable, may lack a reason altogether; some servers give none.
 */
import type { MetadataExtractor } from '@ai-sdk/openai-compatible';

/**
 * `whole`: said to its end · `cut`: it ran out of tokens, or broke off · `refused`: the model declined in the
 * field `refusal` · `withheld`: a filter of the server's ended it.
 */
export type AnswerEnd = 'whole' | 'cut' | 'refused' | 'withheld';

/** The key of `providerMetadata` that the end is carried under. */
const metadataKey = 'answerEnd';

/** Reasons for a whole answer: OpenAI's, and those of servers and proxies that speak another dialect. */
const wholeReasons = new Set([
  'stop',
  'stop_sequence',
  'stop_token',
  'eos',
  'eos_token',
  'end_turn',
  'complete',
  'completed',
  'tool_calls',
  'tool_use',
  'function_call',
]);

const withheldReason = /filter|refus|safety|blocked|prohibited|blocklist|spii|recitation|guardrail/;

/** The fields of a choice, or of the whole body, that carry a reason: OpenAI's, Anthropic's, OpenRouter's. */
const reasonFields = ['finish_reason', 'stop_reason', 'native_finish_reason'];

/** Reads the end of an answer, whole or streamed, for the SDK to carry it in `providerMetadata`. */
export const answerEndExtractor: MetadataExtractor = {
  extractMetadata: async ({ parsedBody }) => {
    const reader = createEndReader();
    reader.read(parsedBody);
    return toMetadata(reader.end('whole'));
  },
  createStreamExtractor: () => {
    const reader = createEndReader();
    return {
      processChunk: reader.read,
      buildMetadata: () => toMetadata(reader.end('cut')),
    };
  },
};

/** The end that the extractor found; `cut` where it found nothing. */
export function answerEndOf(providerMetadata: unknown): AnswerEnd {
  const end = fieldOf(fieldOf(providerMetadata, metadataKey), 'end');
  return end === 'whole' || end === 'refused' || end === 'withheld' ? end : 'cut';
}

function toMetadata(end: AnswerEnd) {
  return { [metadataKey]: { end } };
}

function createEndReader() {
  let reason: string | undefined;
  let isWithheld = false;
  let isRefused = false;

  return {
    /** Takes the body of an answer, or one event of a stream. */
    read(body: unknown): void {
      const choice = fieldOf(fieldOf(body, 'choices'), '0');
      for (const holder of [choice, body]) {
        for (const name of reasonFields) {
          const value = fieldOf(holder, name);
          if (typeof value !== 'string') continue;
          isWithheld ||= withheldReason.test(value.toLowerCase());
          if (name === 'finish_reason') reason = value.toLowerCase();
        }
      }
      isRefused ||= refuses(fieldOf(choice, 'message')) || refuses(fieldOf(choice, 'delta'));
    },
    /** @param unsaid what an answer without a reason counts as */
    end(unsaid: AnswerEnd): AnswerEnd {
      if (isWithheld) return 'withheld';
      if (isRefused) return 'refused';
      if (reason === undefined) return unsaid;
      return wholeReasons.has(reason) ? 'whole' : 'cut';
    },
  };
}

/** Whether a message declines, in its own field or in a part of its content. */
function refuses(message: unknown): boolean {
  if (isText(fieldOf(message, 'refusal'))) return true;
  const parts = fieldOf(message, 'content');
  return Array.isArray(parts) && parts.some((part) => isText(fieldOf(part, 'refusal')));
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '';
}

function fieldOf(holder: unknown, name: string): unknown {
  return typeof holder === 'object' && holder !== null ? Reflect.get(holder, name) : undefined;
}
