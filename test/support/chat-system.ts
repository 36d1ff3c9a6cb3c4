import { checkAnswer } from './api-document/check-answer.ts';
import type { FakeModel } from './fake-model/fake-model.ts';
import type { TestApi, TestApiOptions } from './start-api.ts';
import type { TestDirectus } from './start-directus.ts';
import { type Person, type System, startSystem } from './system.ts';

/** One event of the chat. */
export interface ChatEvent {
  type: string;
  textResponse: string;
  close: boolean;
  error: boolean;
}

/** A stream of the chat, as it comes. */
export interface ChatStream {
  status: number;
  headers: Headers;
  /** The next event; undefined at the end. */
  next(): Promise<ChatEvent | undefined>;
  /** Every event that is still to come. */
  rest(): Promise<ChatEvent[]>;
  /** Everything that came so far, as it came. */
  raw(): string;
  /** Goes away. */
  leave(): void;
}

/** A system with a model, and short ways to talk to it. */
export interface ChatSystem extends System<TestDirectus> {
  model: FakeModel;
  /** Asks, and gives the stream as soon as it begins. */
  open(person: Person, body: object, api?: TestApi): Promise<ChatStream>;
  /** Asks, and waits for the end. */
  chat(person: Person, message: string, sessionId?: string): Promise<Said>;
}

/** What came of a message. */
export interface Said {
  text: string;
  last: ChatEvent | undefined;
  raw: string;
}

/** Starts it on a Directus of its own; takes about four seconds. @param api what its APIs have besides @param timeoutMs how long the model may take */
export async function startChatSystem(
  api: Partial<TestApiOptions> = {},
  timeoutMs = 10_000,
): Promise<ChatSystem> {
  const system = await startSystem({ directus: {}, model: { timeoutMs }, api });
  const { model } = system;
  if (model === undefined) throw new Error('a model was asked for');
  const open: ChatSystem['open'] = (person, body, to = system.api) =>
    openStream(to, person.token, body);
  return {
    ...system,
    model,
    open,
    async chat(person, message, sessionId) {
      const body = sessionId === undefined ? { message } : { message, sessionId };
      const stream = await open(person, body);
      if (stream.status !== 200) throw new Error(`no stream: ${stream.status} ${stream.raw()}`);
      return said(await stream.rest(), stream);
    },
    rows: (collection, query = '') => system.rows(collection, `&sort=date_created,id${query}`),
  };
}

/** The text of events, and the last of them. */
export function said(events: readonly ChatEvent[], stream: ChatStream): Said {
  const text = events
    .filter(({ type }) => type === 'textResponseChunk')
    .map(({ textResponse }) => textResponse)
    .join('');
  return { text, last: events.at(-1), raw: stream.raw() };
}

/** Every event is held to `docs/openapi.json`, as other answers are. */
async function openStream(api: TestApi, token: string, body: object): Promise<ChatStream> {
  const path = '/api/genie/stream-chat';
  const controller = new AbortController();
  const response = await fetch(`${api.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
    signal: controller.signal,
  });
  const decoder = new TextDecoder();
  const reader = response.body?.getReader();
  let raw = '';
  let read = 0;
  if (response.status !== 200) {
    for (let part = await reader?.read(); part?.value; part = await reader?.read()) {
      raw += decoder.decode(part.value, { stream: true });
    }
  }
  const check = (text: string) =>
    checkAnswer('POST', path, { status: response.status, headers: response.headers, text });
  check(raw);
  const next = async (): Promise<ChatEvent | undefined> => {
    for (;;) {
      const end = raw.indexOf('\n\n', read);
      if (end >= 0) {
        const block = raw.slice(read, end);
        read = end + 2;
        check(block);
        if (block.startsWith('data: ')) return JSON.parse(block.slice('data: '.length));
        continue;
      }
      const part = await reader?.read();
      if (part === undefined || part.done) return undefined;
      raw += decoder.decode(part.value, { stream: true });
    }
  };
  return {
    status: response.status,
    headers: response.headers,
    next,
    async rest() {
      const events: ChatEvent[] = [];
      for (let event = await next(); event; event = await next()) events.push(event);
      return events;
    },
    raw: () => raw,
    leave: () => controller.abort(),
  };
}
