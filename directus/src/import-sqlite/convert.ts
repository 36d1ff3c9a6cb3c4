/** A value as SQLite has it; integers come as `bigint`, since a number of JavaScript would round large ones. */
export type SqliteValue = null | bigint | number | string | Uint8Array;

/**
 * A value of SQLite, as PostgreSQL reads it for a column of its own type. SQLite keeps truth as 0 and 1, a time mostly as
 * milliseconds since 1970, and JSON as text or, where it looks like one, as a number.
 *
 * @param type as `format_type` of PostgreSQL says it, such as `character varying(255)`
 * @throws Error whose message goes on after the name of the column, and holds nothing of the value
 */
export function toPostgres(value: SqliteValue, type: string): null | string | Uint8Array {
  if (value === null) return null;
  if (value instanceof Uint8Array) {
    if (type === 'bytea') return value;
    throw new Error('holds bytes, and PostgreSQL wants a text there');
  }
  if (type === 'boolean') return toBoolean(value);
  if (type === 'timestamp with time zone') return toTimestamp(value);
  if (type === 'json' || type === 'jsonb') return toJson(String(value));
  return toText(String(value), type);
}

function toBoolean(value: bigint | number | string): string {
  const number = Number(value);
  if (number === 0 || number === 1) return String(number === 1);
  throw new Error('is neither true nor false');
}

/** As SQLite's own `CURRENT_TIMESTAMP` writes it, in UTC, or with a `T` and without a zone. */
const withoutZone = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d+)?)?$/;

function toTimestamp(value: bigint | number | string): string {
  const inUtc = typeof value === 'string' && withoutZone.test(value) ? `${value}Z` : value;
  const time = new Date(typeof inUtc === 'string' ? inUtc : Number(inUtc));
  if (Number.isNaN(time.getTime())) throw new Error('is no time');
  return time.toISOString();
}

function toJson(text: string): string {
  try {
    JSON.parse(text);
    return text;
  } catch {
    throw new Error('is no JSON');
  }
}

function toText(text: string, type: string): string {
  if (text.includes('\0')) throw new Error('has a NUL character, which PostgreSQL keeps nowhere');
  const [, limit] = /^character(?: varying)?\((\d+)\)$/.exec(type) ?? [];
  // PostgreSQL counts code points.
  if (limit !== undefined && text.length > Number(limit) && [...text].length > Number(limit)) {
    throw new Error(`is longer than the ${limit} characters that PostgreSQL keeps there`);
  }
  return text;
}
