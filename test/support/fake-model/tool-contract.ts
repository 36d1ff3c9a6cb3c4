/** What a real server turns away about tools, in a sentence; else nothing. */
export function refuseTools(
  body: { readonly tools?: unknown; readonly tool_choice?: unknown },
  messages: readonly object[],
): string | undefined {
  const { tools, tool_choice: choice } = body;
  if (tools !== undefined && !(Array.isArray(tools) && tools.length > 0 && tools.every(isTool)))
    return 'Invalid tools';
  if (choice !== undefined && tools === undefined) return 'tool_choice needs tools';
  if (choice !== undefined && !['none', 'auto', 'required'].includes(String(choice)))
    return 'Invalid tool_choice';
  return refuseCalls(messages);
}

/** Every call must be answered, right after it and by its id; nothing else may be answered. */
function refuseCalls(messages: readonly object[]): string | undefined {
  let open = new Set<unknown>();
  for (const message of messages) {
    const { role, tool_calls: calls, tool_call_id: id } = message as Record<string, unknown>;
    if (role === 'tool') {
      if (!open.delete(id)) return 'A tool message must answer a preceding call';
      continue;
    }
    if (open.size > 0) return 'Every tool call must be answered';
    if (calls === undefined) continue;
    if (role !== 'assistant' || !Array.isArray(calls) || calls.length === 0)
      return 'Invalid tool_calls';
    if (!calls.every(isCall)) return 'invalid tool call arguments';
    open = new Set(calls.map((call: { id: string }) => call.id));
    if (open.size < calls.length) return 'Two tool calls of one id';
  }
  return open.size > 0 ? 'Every tool call must be answered' : undefined;
}

function isTool(tool: unknown): boolean {
  const { type, function: declared } = recordOf(tool);
  const { name, parameters } = recordOf(declared);
  return (
    type === 'function' &&
    typeof name === 'string' &&
    /^[a-zA-Z0-9_-]{1,64}$/.test(name) &&
    recordOf(parameters).type === 'object'
  );
}

function isCall(call: unknown): boolean {
  const { id, type, function: called } = recordOf(call);
  const { name, arguments: given } = recordOf(called);
  if (typeof id !== 'string' || id === '' || type !== 'function') return false;
  return typeof name === 'string' && typeof given === 'string' && isJsonObject(given);
}

/** Ollama refuses a history in which the arguments of a call are no JSON object. */
function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
