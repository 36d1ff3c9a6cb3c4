/**
 * The events of a streamed answer, as the SDK takes them.
 *
 * Servers, and proxies before them, put events into a stream that are no part of the answer: keep-alives as comments,
 * as named events (`event: ping`) and as data (`data: : keepalive`), reports of usage, ends in several spellings. The
 * SDK takes each for a broken answer. Here they are passed over.
 *
 * Guarantees: an event with `choices` goes on, and so does every report of an error; data that begins as a JSON
 * object and isn't one is a broken answer and goes on, too, so that the SDK refuses it. Nothing else does. The answer
 * is over at its end mark, also where the server keeps the connection open.
 *
 * The form of events: https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */

/** A fetch whose streamed answers hold events of the answer only. What isn't a stream of events goes by unchanged. */
export function answerEventsOnly(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    const type = response.headers.get('content-type') ?? '';
    if (!response.ok || !response.body || !/^text\/event-stream\b/iu.test(type)) return response;
    const { status, statusText, headers } = response;
    return new Response(response.body.pipeThrough(onlyAnswerEvents()), {
      status,
      statusText,
      headers,
    });
  };
}

/** Takes a stream of events in bytes and gives one with the events of an answer, one line of data each. */
export function onlyAnswerEvents(): TransformStream<Uint8Array, Uint8Array> {
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  const reader = createEventReader();

  function pass(text: string, controller: TransformStreamDefaultController<Uint8Array>): void {
    for (const event of reader.read(text)) {
      if (isEnd(event)) {
        controller.terminate();
        return;
      }
      const data = answerDataOf(event);
      if (data !== undefined) controller.enqueue(encoder.encode(`data: ${data}\n\n`));
    }
  }

  return new TransformStream({
    transform: (chunk, controller) => pass(decoder.decode(chunk, { stream: true }), controller),
    // Some servers leave out the empty line after the last event.
    flush: (controller) => pass(`${decoder.decode()}\n\n`, controller),
  });
}

type StreamEvent = { readonly name: string; readonly data: string };

/** Reads events from text that comes in pieces, cut anywhere; lines end with LF, CR or both. */
function createEventReader() {
  let line = '';
  let endedWithCr = false;
  let name = '';
  let data: string[] = [];

  function* takeLine(): Generator<StreamEvent> {
    const taken = line;
    line = '';
    if (taken === '') {
      if (data.length > 0) yield { name, data: data.join('\n') };
      name = '';
      data = [];
      return;
    }
    const colon = taken.indexOf(':');
    const field = colon === -1 ? taken : taken.slice(0, colon);
    const value = colon === -1 ? '' : taken.slice(colon + 1).replace(/^ /u, '');
    if (field === 'data') data.push(value);
    else if (field === 'event') name = value;
  }

  return {
    /** The events that are complete with this text. */
    *read(text: string): Generator<StreamEvent> {
      let from = endedWithCr && text.startsWith('\n') ? 1 : 0;
      if (text !== '') endedWithCr = text.endsWith('\r');
      for (const { index, 0: lineEnd } of text.matchAll(/\r\n|\n|\r/gu)) {
        if (index < from) continue;
        line += text.slice(from, index);
        from = index + lineEnd.length;
        yield* takeLine();
      }
      line += text.slice(from);
    },
  };
}

function isEnd({ data }: StreamEvent): boolean {
  return /^\s*"?\[DONE\]"?\s*$/iu.test(data);
}

/** What the SDK is to read of an event: one line of JSON; undefined where it's no part of the answer. */
function answerDataOf({ name, data }: StreamEvent): string | undefined {
  const text = data.trim();
  const value = text.startsWith('{') ? parseObject(text) : {};
  // A line's end within it would end the event.
  if (value === undefined) return text.replace(/[\r\n]+/gu, ' ');
  const { error, ...rest } = value;
  const isReport = name === 'error' || value.type === 'error' || value.object === 'error';
  if (isSet(error) || isReport) return JSON.stringify({ error: { message: 'an error event' } });
  return Array.isArray(rest.choices) ? JSON.stringify(rest) : undefined;
}

/** `"error": null` stands beside the choices of some servers. */
function isSet(error: unknown): boolean {
  return error !== undefined && error !== null && error !== false && error !== '';
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
