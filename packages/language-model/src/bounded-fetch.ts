/** An answer that is larger than allowed. */
export class AnswerTooLargeError extends Error {
  override readonly name = 'AnswerTooLargeError';
}

/**
 * A fetch that follows no redirect (the key and the prompt go to the configured host only) and
 * fails with `AnswerTooLargeError` once more than `maxBytes` of decoded body have come.
 */
export function boundedFetch(
  fetch: typeof globalThis.fetch,
  maxBytes: number,
): typeof globalThis.fetch {
  return async (input, init) => {
    const response = await fetch(input, { ...init, redirect: 'error' });
    if (Number(response.headers.get('content-length') ?? 0) > maxBytes) {
      await response.body?.cancel();
      throw new AnswerTooLargeError('the answer is larger than allowed');
    }
    if (!response.body) return response;
    const { status, statusText, headers } = response;
    return new Response(response.body.pipeThrough(limit(maxBytes)), {
      status,
      statusText,
      headers,
    });
  };
}

function limit(maxBytes: number): TransformStream<Uint8Array, Uint8Array> {
  let bytes = 0;
  return new TransformStream({
    transform(chunk, controller) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes)
        controller.error(new AnswerTooLargeError('the answer is larger than allowed'));
      else controller.enqueue(chunk);
    },
  });
}
