/** An answer of the chat that says these texts, piece by piece, and tells whether it was left. */
export function eventStream(
  pieces: readonly (string | Uint8Array)[],
  end: 'ends' | 'breaks' | 'waits' = 'ends',
) {
  const encoder = new TextEncoder();
  let isLeft = false;
  let next = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const piece = pieces[next];
      next += 1;
      if (piece !== undefined) {
        controller.enqueue(typeof piece === 'string' ? encoder.encode(piece) : piece);
      } else if (end === 'ends') controller.close();
      else if (end === 'breaks') controller.error(new TypeError('terminated'));
      // Otherwise nothing more comes, and no end either.
    },
    cancel() {
      isLeft = true;
    },
  });
  const headers = { 'content-type': 'text/event-stream; charset=utf-8' };
  return { response: new Response(body, { headers }), isLeft: () => isLeft };
}

export function chunk(text: string): string {
  return `data: ${JSON.stringify({ type: 'textResponseChunk', textResponse: text, close: false, error: false })}\n\n`;
}

export const lastEvent =
  'data: {"type":"finalizeResponseStream","textResponse":"","close":true,"error":false}\n\n';

export const errorEvent =
  'data: {"type":"error","textResponse":"The chat model took too long. Try again.","close":true,"error":true}\n\n';

/** Everything that comes. */
export async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of source) all.push(one);
  return all;
}
