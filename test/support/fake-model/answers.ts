import type { WantedCall } from './behaviours.ts';
import type { ChatRequest } from './contract.ts';

/** A whole answer, as JSON. */
export function completion(
  message: { content: string | null; tool_calls?: readonly object[] },
  body: ChatRequest,
  finishReason = 'stop',
): string {
  return JSON.stringify({
    id: 'chatcmpl-fake',
    object: 'chat.completion',
    created: 1_700_000_000,
    model: body.model,
    choices: [
      { index: 0, message: { role: 'assistant', ...message }, finish_reason: finishReason },
    ],
    usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
  });
}

/** A streamed answer in words. */
export function streamText(text: string, body: ChatRequest): string {
  const parts = text.match(/\s*\S+/gu) ?? [];
  const chunks = parts.map((content) => event({ delta: { content } }, body));
  return [event({ delta: { role: 'assistant', content: '' } }, body), ...chunks, end(body)].join(
    '',
  );
}

/** A whole answer that asks for tools. */
export function wholeCalls(
  calls: readonly WantedCall[],
  text: string | undefined,
  body: ChatRequest,
): string {
  const message = { content: text ?? null, tool_calls: calls.map(toToolCall) };
  return completion(message, body, 'tool_calls');
}

/** The same streamed: the arguments of each call come in two pieces, as a real server's do. */
export function streamCalls(calls: readonly WantedCall[], body: ChatRequest): string {
  const chunks = calls.map(toToolCall).flatMap(({ id, type, function: called }, index) => {
    const middle = Math.ceil(called.arguments.length / 2);
    const first = { name: called.name, arguments: called.arguments.slice(0, middle) };
    const rest = { arguments: called.arguments.slice(middle) };
    return [
      { delta: { tool_calls: [{ index, id, type, function: first }] } },
      { delta: { tool_calls: [{ index, function: rest }] } },
    ];
  });
  return chunks.map((choice) => event(choice, body)).join('') + end(body, 'tool_calls');
}

/** One event of a stream. */
export function event(choice: object, body: ChatRequest): string {
  const chunk = {
    id: 'chatcmpl-fake',
    object: 'chat.completion.chunk',
    created: 1_700_000_000,
    model: body.model,
    choices: [{ index: 0, finish_reason: null, ...choice }],
  };
  return `data: ${JSON.stringify(chunk)}\n\n`;
}

/** How a stream ends. */
export function end(body: ChatRequest, finishReason = 'stop'): string {
  return `${event({ delta: {}, finish_reason: finishReason }, body)}data: [DONE]\n\n`;
}

let calls = 0;

function toToolCall(call: WantedCall) {
  calls += 1;
  const given =
    typeof call.arguments === 'string' ? call.arguments : JSON.stringify(call.arguments);
  return {
    id: `call_${calls}`,
    type: 'function' as const,
    function: { name: call.name, arguments: given },
  };
}
