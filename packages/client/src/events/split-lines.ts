/** Cuts a text that comes in pieces into lines, wherever the pieces were cut. */
export interface LineSplitter {
  /** The lines that this piece completes. */
  push(piece: string): string[];
  /** How much of a line is waiting for its end, in UTF-16 units. */
  pending(): number;
}

/** Lines end with LF, CR or both. */
export function createLineSplitter(): LineSplitter {
  let rest = '';
  let endedWithCr = false;
  return {
    push(piece) {
      if (piece === '') return [];
      // The LF of a CRLF that was cut in two ends no further line.
      const text = endedWithCr && piece.startsWith('\n') ? piece.slice(1) : piece;
      endedWithCr = piece.endsWith('\r');
      const lines = `${rest}${text}`.split(/\r\n|[\r\n]/);
      rest = lines.pop() ?? '';
      return lines;
    },
    pending: () => rest.length,
  };
}
