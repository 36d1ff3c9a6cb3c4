import { answerTooLarge } from '../errors.ts';

/** Far more than one event of the API has, in UTF-16 units. */
const maxEventLength = 1_048_576;

/**
 * The data of each event of a stream, as the HTML standard reads `text/event-stream`: any line break, comments and
 * other fields skipped, several data lines joined. An event without the blank line at its end is dropped.
 *
 * @throws GenieNetworkError where one event is larger than a mebibyte
 */
export async function* parseEvents(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder();
  const splitter = createLineSplitter();
  let data: string[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    for (const line of splitter.push(decoder.decode(chunk, { stream: true }))) {
      if (line !== '') {
        const value = dataOf(line);
        if (value !== undefined) data.push(value);
        length += value?.length ?? 0;
      } else {
        if (data.length > 0) yield data.join('\n');
        data = [];
        length = 0;
      }
    }
    if (length + splitter.pending() > maxEventLength) throw answerTooLarge();
  }
}

/** What a line adds to its event; undefined for a comment and for a field that isn't data. */
function dataOf(line: string): string | undefined {
  if (line === 'data') return '';
  if (!line.startsWith('data:')) return undefined;
  return line.startsWith('data: ') ? line.slice('data: '.length) : line.slice('data:'.length);
}

/** Cuts a text that comes in pieces into lines, wherever the pieces were cut. Lines end with LF, CR or both. */
function createLineSplitter() {
  let rest = '';
  let endedWithCr = false;
  return {
    /** The lines that this piece completes. */
    push(piece: string): string[] {
      if (piece === '') return [];
      // The LF of a CRLF that was cut in two ends no further line.
      const text = endedWithCr && piece.startsWith('\n') ? piece.slice(1) : piece;
      endedWithCr = piece.endsWith('\r');
      const lines = `${rest}${text}`.split(/\r\n|[\r\n]/);
      rest = lines.pop() ?? '';
      return lines;
    },
    /** How much of a line is waiting for its end, in UTF-16 units. */
    pending: () => rest.length,
  };
}
