import { checkAnswer } from './api-document/check-answer.ts';
import { type FakeModel, startFakeModel } from './fake-model/fake-model.ts';
import { startTestApi, type TestApi, type TestApiOptions } from './start-api.ts';
import { startTestDirectus, type TestDirectus } from './start-directus.ts';

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

/** A person of the tests, logged in. */
export interface ChatPerson {
  id: string;
  token: string;
  refreshToken: string;
}

/** A Directus, a model and an API over them. */
export interface ChatStack {
  directus: TestDirectus;
  model: FakeModel;
  api: TestApi;
  /** Another API over the same parts; ended with the stack. */
  startApi(options?: Partial<TestApiOptions>): Promise<TestApi>;
  person(): Promise<ChatPerson>;
  /** Asks, and gives the stream as soon as it begins. */
  open(person: ChatPerson, body: object, api?: TestApi): Promise<ChatStream>;
  /** Asks, and waits for the end. */
  chat(person: ChatPerson, message: string, sessionId?: string): Promise<Said>;
  /** Rows of a collection, oldest first, as the administrator sees them. */
  rows(collection: string, query?: string): Promise<Record<string, unknown>[]>;
  stop(): Promise<void>;
}

/** What came of a message. */
export interface Said {
  text: string;
  last: ChatEvent | undefined;
  raw: string;
}

/** Starts the stack; takes about four seconds. */
export async function startChatStack(options: Partial<TestApiOptions> = {}): Promise<ChatStack> {
  const directus = await startTestDirectus();
  const model = await startFakeModel({ apiKey: chatModelKey });
  const apis = new Set<TestApi>();
  const startApi: ChatStack['startApi'] = async (others = {}) => {
    const api = await startTestApi({
      directusUrl: directus.url,
      adminToken: directus.adminToken,
      captions: {
        timeoutMs: 10_000,
        model: { baseUrl: model.baseUrl, name: 'fake-model', apiKey: chatModelKey },
      },
      ...options,
      ...others,
    });
    apis.add(api);
    return { ...api, stop: () => (apis.delete(api) ? api.stop() : Promise.resolve()) };
  };
  const api = await startApi();
  const open: ChatStack['open'] = (person, body, to = api) => openStream(to, person.token, body);
  return {
    directus,
    model,
    api,
    startApi,
    async person() {
      const user = await directus.admin.createUser();
      const { accessToken, refreshToken } = await directus.login(user.email, user.password);
      return { id: user.id, token: accessToken, refreshToken };
    },
    open,
    async chat(person, message, sessionId) {
      const stream = await open(
        person,
        sessionId === undefined ? { message } : { message, sessionId },
      );
      if (stream.status !== 200) throw new Error(`no stream: ${stream.status} ${stream.raw()}`);
      return said(await stream.rest(), stream);
    },
    async rows(collection, query = '') {
      const path = `/items/${collection}?limit=-1&sort=date_created,id${query}`;
      return (await directus.admin.request('GET', path)).data as Record<string, unknown>[];
    },
    async stop() {
      for (const one of apis) await one.stop();
      await model.close();
      await directus.stop();
    },
  };
}

/** The key that the stack's model asks for. */
export const chatModelKey = 'model-key-of-the-chat-tests';

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
