import type { ChatRequest } from './contract.ts';

/** A tool that the model wants called. A text as `arguments` is sent as it is, whatever it is. */
export type WantedCall = { readonly name: string; readonly arguments: string | object };

/** What the fake model does with one request. */
export type Behaviour =
  /** Answers with this text, after waiting for `after`; a function sees the request's body. */
  | {
      readonly answer: string | ((body: ChatRequest) => string);
      readonly after?: Promise<unknown>;
    }
  /** Streams these texts one by one, and waits where a promise stands. */
  | { readonly parts: readonly (string | Promise<unknown>)[] }
  /** Asks for these tools, after saying `text`, if any, and after waiting for `after` (streamed only). */
  | {
      readonly call: readonly WantedCall[];
      readonly text?: string;
      readonly after?: Promise<unknown>;
    }
  /** Does what the function says once it has seen the request. */
  | { readonly script: (body: ChatRequest) => Behaviour }
  /** Takes the request and sends nothing, or the headers only, or some bytes, until the client goes. */
  | { readonly stall: 'before-headers' | 'after-headers' | 'mid-body' }
  /** Answers with a status and OpenAI's error body; a 429 asks for a second of rest where `headers` doesn't. */
  | {
      readonly status: number;
      readonly message?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Sends a 200 with exactly this body. */
  | { readonly raw: string; readonly contentType?: string }
  /** Announces a longer body than it sends, then ends the connection. */
  | { readonly truncate: true }
  /** Resets the connection at once, or in the middle of a streamed answer. */
  | { readonly reset: 'at-once' | 'mid-stream' }
  /** Sends the answer byte by byte. */
  | { readonly drip: string; readonly everyMs: number }
  /** Sends a well-formed answer of about this many bytes; compressed on the wire if asked. */
  | { readonly huge: number; readonly gzip?: boolean }
  /** Answers 307 to this address. */
  | { readonly redirect: string };

export const defaultBehaviour: Behaviour = {
  answer: "New drop is up and I'm a little proud of it. Come see what I kept for you.",
};

/** Ready-made bad behaviour: answers of the wrong shape, and captions that break a rule each. */
export const bad = {
  emptyContent: { answer: '' },
  noChoices: { raw: '{"id":"x","object":"chat.completion","choices":[]}' },
  nullContent: {
    raw: '{"id":"x","object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","content":null},"finish_reason":"stop"}]}',
  },
  wrongShape: { raw: '{"result":"hello"}' },
  garbage: { raw: '{"choices":[{"mess' },
  html: { raw: '<!doctype html><title>Login</title>', contentType: 'text/html' },
  tooLong: { answer: `${'Here is one more line about the new set. '.repeat(200)}` },
  tooManySentences: {
    answer: 'One. Two here. Three here. Four here. Five here. Six here. Seven. Eight. Nine. Ten.',
  },
  hashtags: { answer: 'New set is up. #one #two #three #four #five #six #seven' },
  link: { answer: 'New set is up. Come see it at https://example.com/me now. You will like it.' },
  markdownLink: {
    answer: 'New set is up. [Come see it](https://example.com/me). You will like it.',
  },
  wrapped: {
    answer: '<think>They want something short.</think>\nCaption: "New set is up. Come see it."',
  },
  explicit: { answer: 'Come watch me fuck on camera tonight. You will love it.' },
  minors: { answer: 'Your favourite schoolgirl is back. Come see her.' },
} as const satisfies Record<string, Behaviour>;
