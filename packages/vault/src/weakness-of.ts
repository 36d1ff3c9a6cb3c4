const fewestDifferentBytes = 16;

/**
 * Names what is obviously wrong with a key of 32 bytes.
 *
 * A random key is refused less than once in 10^13 times: 32 random bytes are all printable with a chance of 2 in 10^14,
 * and take fewer than 16 values with less than 1 in 10^14.
 *
 * Shorter patterns have too few different bytes.
 *
 * @param bytes the key
 * @returns the weakness in words that hold none of the key; undefined if none was found
 */
export function weaknessOf(bytes: Uint8Array): string | undefined {
  if (isCounter(bytes)) return 'its bytes are all equal, or count up or down';
  if (isRepeated(bytes)) return 'its second half repeats the first';
  if (bytes.every(isPrintable)) return 'it is a text; use random bytes, not a passphrase or hex';
  if (new Set(bytes).size < fewestDifferentBytes) return 'it has too few different bytes';
  return undefined;
}

function isCounter(bytes: Uint8Array): boolean {
  const step = ((bytes[1] ?? 0) - (bytes[0] ?? 0)) & 0xff;
  return bytes.every(
    (byte, index) => index === 0 || ((byte - (bytes[index - 1] ?? 0)) & 0xff) === step,
  );
}

function isRepeated(bytes: Uint8Array): boolean {
  const half = bytes.length / 2;
  return bytes.every((byte, index) => byte === bytes[index % half]);
}

function isPrintable(byte: number): boolean {
  return (byte >= 0x20 && byte <= 0x7e) || byte === 0x09 || byte === 0x0a || byte === 0x0d;
}
