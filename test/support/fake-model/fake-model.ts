import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Behaviour, defaultBehaviour } from './behaviours.ts';
import { type ChatRequest, type ContractOptions, refuse } from './contract.ts';
import { perform } from './perform.ts';

export type RecordedRequest = {
  readonly body: ChatRequest;
  readonly authorization: string | undefined;
  /** True once the client closed its connection before the answer was complete. */
  aborted: boolean;
  /** Resolves when the answer is complete or the client has gone. */
  readonly done: Promise<void>;
};

export type FakeModel = {
  /** Up to and including `/v1`. */
  readonly baseUrl: string;
  /** Every request that kept the protocol, oldest first. */
  readonly requests: RecordedRequest[];
  /** What the next requests get, one each; afterwards the default again. */
  behave(...next: Behaviour[]): void;
  close(): Promise<void>;
};

/** `apiKey` is asked for in `Authorization: Bearer` if set. */
export type FakeModelOptions = ContractOptions & {
  /** What a request gets when nothing else was ordered. */
  readonly behaviour?: Behaviour;
  /** Default: a free one. */
  readonly port?: number;
};

/**
 * A language-model server with OpenAI's contract for `POST /v1/chat/completions` (whole and
 * streamed) and `GET /v1/models`, on loopback. It turns away what a real one turns away and
 * otherwise does what it was told to: answer, stall, fail or misbehave.
 */
export async function startFakeModel(options: FakeModelOptions = {}): Promise<FakeModel> {
  const requests: RecordedRequest[] = [];
  const queue: Behaviour[] = [];

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const raw = await readBody(request);
    const refusal = refuse(request, raw, options);
    if (refusal) return sendJson(response, refusal.status, refusal.body);
    if (request.url === '/v1/models') {
      return sendJson(response, 200, {
        object: 'list',
        data: [{ id: 'fake-model', object: 'model' }],
      });
    }
    const body = JSON.parse(raw) as ChatRequest;
    const ended = Promise.withResolvers<void>();
    const record = {
      body,
      authorization: request.headers.authorization,
      aborted: false,
      done: ended.promise,
    };
    requests.push(record);
    response.once('close', () => {
      record.aborted = !response.writableFinished;
      ended.resolve();
    });
    await perform(queue.shift() ?? options.behaviour ?? defaultBehaviour, body, response);
  }

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    requests,
    behave: (...next) => {
      queue.push(...next);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += chunk;
  return body;
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
