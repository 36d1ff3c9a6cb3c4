/** What an address says, which may be anything, as what a page can use; undefined where it can't. */

/** The number of a page, from 1. */
export function readPage(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 1;
}

/** A text that isn't blank. */
export function readText(value: unknown): string | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && text.trim() !== '' ? text.trim() : undefined;
}

/** One of a list. */
export function readOneOf<T extends string>(value: unknown, list: readonly T[]): T | undefined {
  return list.find((one) => one === value);
}

const id = /^[0-9A-Za-z-]{1,255}$/;

/** What can be an id of ours. */
export function readId(value: unknown): string | undefined {
  const text = readText(value);
  return text !== undefined && id.test(text) ? text : undefined;
}

/** A moment in ISO 8601. */
export function readMoment(value: unknown): string | undefined {
  const text = readText(value);
  const ms = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}
