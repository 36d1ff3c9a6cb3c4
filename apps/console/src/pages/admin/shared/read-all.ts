/** One part of a list, as the API gives it: `total` counts the whole list. */
export interface Part<Row> {
  rows: readonly Row[];
  total: number;
}

/** How many records one request asks for: the most that the API gives. */
export const partSize = 500;

/** How many records are read at most: a file that spreadsheets still open, read in a minute. */
export const mostRecords = 20_000;

/**
 * Reads a list to its end, part by part, in its order. What moves to a later part while it's read, since something new
 * came in before it, is there once.
 *
 * @param readPart reads one part
 * @param onProgress told after each part how many are there, of how many
 * @returns the records, and whether the list has more of them than are read
 * @throws what `readPart` throws, and where the signal says so: then nothing is kept
 */
export async function readAll<Row extends { id: string | number }>(
  readPart: (query: { limit: number; offset: number }, signal: AbortSignal) => Promise<Part<Row>>,
  signal: AbortSignal,
  onProgress: (done: number, total: number) => void,
): Promise<{ records: readonly Row[]; isCut: boolean }> {
  const records = new Map<Row['id'], Row>();
  for (let offset = 0; ; offset += partSize) {
    const { rows, total } = await readPart({ limit: partSize, offset }, signal);
    signal.throwIfAborted();
    for (const row of rows) if (records.size < mostRecords) records.set(row.id, row);
    const isEnd = rows.length === 0 || offset + rows.length >= total;
    if (isEnd) return { records: [...records.values()], isCut: false };
    if (records.size >= mostRecords) return { records: [...records.values()], isCut: true };
    onProgress(records.size, total);
  }
}
