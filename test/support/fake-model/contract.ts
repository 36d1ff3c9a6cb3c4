import type { IncomingMessage } from 'node:http';
import { refuseTools } from './tool-contract.ts';

export type ToolCall = {
  readonly id: string;
  readonly type: 'function';
  readonly function: { readonly name: string; readonly arguments: string };
};

export type ChatMessage = {
  readonly role: string;
  readonly content: unknown;
  readonly tool_calls?: readonly ToolCall[];
  readonly tool_call_id?: string;
};

export type ChatRequest = {
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  readonly tools?: readonly { readonly function: { readonly name: string } }[];
  readonly tool_choice?: unknown;
  readonly stream?: boolean;
  readonly max_tokens?: number;
};

/** What a server asks for, and what it can do. */
export type ContractOptions = {
  readonly apiKey?: string | undefined;
  /** False: refuses `tools`, as Ollama does for a model that wasn't taught them. */
  readonly knowsTools?: boolean | undefined;
};

type Refusal = { readonly status: number; readonly body: unknown };

/** What a real server turns away, with its status and its shape of error; else nothing. */
export function refuse(
  request: IncomingMessage,
  raw: string,
  { apiKey, knowsTools = true }: ContractOptions,
): Refusal | undefined {
  const { url, method, headers } = request;
  if (url !== '/v1/chat/completions' && url !== '/v1/models')
    return refusal(404, `Unknown path: ${url}`);
  if (method !== (url === '/v1/models' ? 'GET' : 'POST')) return refusal(405, 'Method not allowed');
  if (apiKey !== undefined && headers.authorization !== `Bearer ${apiKey}`) {
    return refusal(401, 'Incorrect API key provided', 'invalid_api_key');
  }
  if (url === '/v1/models') return undefined;
  if (!headers['content-type']?.startsWith('application/json')) return refusal(415, 'Send JSON');
  const body = parse(raw);
  if (body === undefined) return refusal(400, 'The body is not a JSON object');
  if (typeof body.model !== 'string' || body.model === '')
    return refusal(400, 'you must provide a model parameter');
  if (!Array.isArray(body.messages) || body.messages.length === 0)
    return refusal(400, 'messages must not be empty');
  if (!body.messages.every(isMessage)) return refusal(400, 'Invalid message');
  const tools = refuseTools(body, body.messages);
  if (tools !== undefined) return refusal(400, tools);
  if (!knowsTools && body.tools !== undefined)
    return refusal(400, `${body.model} does not support tools`);
  if (body.stream !== undefined && typeof body.stream !== 'boolean')
    return refusal(400, 'Invalid type for stream');
  const max = body.max_tokens;
  if (max !== undefined && !(Number.isInteger(max) && Number(max) > 0))
    return refusal(400, 'Invalid max_tokens');
  return undefined;
}

function refusal(status: number, message: string, code: string | null = null): Refusal {
  return { status, body: { error: { message, type: 'invalid_request_error', param: null, code } } };
}

function parse(raw: string): Record<string, unknown> | undefined {
  try {
    const body: unknown = JSON.parse(raw);
    return typeof body === 'object' && body !== null && !Array.isArray(body)
      ? (body as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function isMessage(message: unknown): boolean {
  if (typeof message !== 'object' || message === null) return false;
  const { role, content } = message as { role?: unknown; content?: unknown };
  const known =
    typeof role === 'string' && ['system', 'user', 'assistant', 'tool', 'developer'].includes(role);
  // What asks for a tool needs no words besides.
  const isWordless = role === 'assistant' && 'tool_calls' in message && content === null;
  return known && (typeof content === 'string' || Array.isArray(content) || isWordless);
}
