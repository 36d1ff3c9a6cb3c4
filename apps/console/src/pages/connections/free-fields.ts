/** What was read from a text that should be a JSON object. */
export type FreeFields =
  | { ok: true; value: Record<string, unknown> }
  | { ok: false; problem: string };

/** Reads credentials that somebody writes as JSON. No problem quotes the text: it is secret. */
export function readFreeFields(text: string): FreeFields {
  if (text.trim() === '') return { ok: false, problem: 'Write at least one field.' };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, problem: 'This is no JSON. Names and texts stand in double quotes.' };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { ok: false, problem: 'This has to be a JSON object, in curly brackets.' };
  }
  if (Object.keys(value).length === 0) return { ok: false, problem: 'Write at least one field.' };
  return { ok: true, value: value as Record<string, unknown> };
}
