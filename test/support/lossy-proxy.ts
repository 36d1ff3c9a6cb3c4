import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** An HTTP proxy that can lose answers: the server has done what was asked, and the client never hears of it. */
export interface LossyProxy {
  url: string;
  /** The paths that came, in order. */
  readonly paths: string[];
  /** From now on: passes all, loses answers to paths that end so, or passes nothing on at all. */
  behave(how: 'passes' | 'unreachable' | { losesAnswersTo: string; times: number }): void;
  close(): Promise<void>;
}

/** Starts one in front of a server. */
export async function startLossyProxy(target: string): Promise<LossyProxy> {
  const paths: string[] = [];
  let how: Parameters<LossyProxy['behave']>[0] = 'passes';

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '/';
    paths.push(path);
    if (how === 'unreachable') return void request.socket.destroy();
    const body = await buffer(request);
    const answer = await fetch(`${target}${path}`, {
      method: request.method ?? 'GET',
      headers: headersOf(request),
      ...(body.length === 0 ? {} : { body }),
    });
    const content = Buffer.from(await answer.arrayBuffer());
    if (typeof how === 'object' && path.endsWith(how.losesAnswersTo) && how.times > 0) {
      how.times -= 1;
      return void request.socket.destroy();
    }
    const type = answer.headers.get('content-type');
    response.writeHead(answer.status, type === null ? {} : { 'content-type': type });
    response.end(content);
  }

  const server = createServer((request, response) => {
    pass(request, response).catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    paths,
    behave(next) {
      how = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  const passed = ['content-type', 'accept', 'authorization'];
  return Object.fromEntries(
    passed.flatMap((name) => (headers[name] === undefined ? [] : [[name, String(headers[name])]])),
  );
}
