/**
 * The text of a file, whichever of the encodings it has that people's programs write: UTF-8, UTF-16 (Excel's "Unicode
 * Text", Windows' PowerShell), or Windows' Western European one (Excel's "CSV").
 *
 * Without a byte order mark UTF-16 shows in its zeros, since line ends and separators are ASCII; what isn't UTF-8 then
 * is taken for Windows-1252, where every byte is a character.
 */
export function decodeText(bytes: Uint8Array): { text: string; encoding: Encoding } {
  const marked = marks.find(({ mark }) => mark.every((byte, at) => bytes[at] === byte));
  const encoding = marked?.encoding ?? guess(bytes);
  return { text: new TextDecoder(encoding).decode(bytes), encoding };
}

/** In the words of `TextDecoder`. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

const marks: readonly { mark: readonly number[]; encoding: Encoding }[] = [
  { mark: [0xef, 0xbb, 0xbf], encoding: 'utf-8' },
  { mark: [0xff, 0xfe], encoding: 'utf-16le' },
  { mark: [0xfe, 0xff], encoding: 'utf-16be' },
];

/** How many bytes tell whether there are zeros at every other place. */
const lengthLookedAt = 4_096;

function guess(bytes: Uint8Array): Encoding {
  const head = bytes.subarray(0, lengthLookedAt);
  const zeros = [0, 0];
  for (const [at, byte] of head.entries()) {
    if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  }
  const [even = 0, odd = 0] = zeros;
  const many = head.length / 8;
  if (odd > many && even < odd / 8) return 'utf-16le';
  if (even > many && odd < even / 8) return 'utf-16be';
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return 'utf-8';
  } catch {
    return 'windows-1252';
  }
}
