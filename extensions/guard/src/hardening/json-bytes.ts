/** A text that JSON writes as it is, in one byte a letter. */
const plain = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;

/** How many bytes a value takes in JSON, or a little less; it's looked at no longer than until it is past `most`. */
export function jsonBytes(value: unknown, most: number): number {
  if (typeof value === 'string') return textBytes(value, most);
  if (Buffer.isBuffer(value)) return value.length;
  if (typeof value !== 'object' || value === null) return String(value).length;
  if (value instanceof Date) return 26;
  let bytes = 2;
  for (const [name, part] of Object.entries(value)) {
    bytes += (Array.isArray(value) ? 1 : name.length + 4) + jsonBytes(part, most - bytes);
    if (bytes > most) break;
  }
  return bytes;
}

function textBytes(text: string, most: number): number {
  if (text.length > most || plain.test(text)) return text.length + 2;
  return Buffer.byteLength(JSON.stringify(text));
}
