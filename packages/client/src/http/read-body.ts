import { answerCut, answerTooLarge } from '../errors/client-errors.ts';

/** More than the largest answer of the API, in bytes. */
const maxBytes = 16 * 1024 * 1024;

/**
 * The pieces of a body as they come. Whoever stops in the middle ends the request.
 *
 * @throws the signal's reason, or GenieNetworkError where the connection breaks
 */
export async function* readChunks(
  response: Response,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = response.body?.getReader();
  if (reader === undefined) return;
  let isOver = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      yield value;
    }
    isOver = true;
  } catch {
    isOver = true;
    throw signal.aborted ? signal.reason : answerCut();
  } finally {
    if (!isOver) await reader.cancel().catch(() => {});
  }
}

/**
 * A body as JSON; undefined where it's empty or no JSON.
 *
 * @throws the signal's reason, or GenieNetworkError
 */
export async function readJson(response: Response, signal: AbortSignal): Promise<unknown> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of readChunks(response, signal)) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw answerTooLarge();
    text += decoder.decode(chunk, { stream: true });
  }
  try {
    return JSON.parse(text + decoder.decode());
  } catch {
    return undefined;
  }
}
