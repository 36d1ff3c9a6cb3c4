import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * What becomes of a request: `pass` it on, `drop` it unseen, or pass it on and `lose` its answer. Whoever asks finds
 * the connection gone in the last two.
 */
export type Fate = 'pass' | 'drop' | 'lose';

/** A way to a real Directus that can be broken for single requests. */
export interface DirectusProxy {
  url: string;
  /** Paths of all requests so far. */
  paths: string[];
  /** Decides from now on, by the request's path. */
  decide(fate: (path: string) => Fate): void;
  close(): Promise<void>;
}

/** Starts it on a free loopback port; until told otherwise it passes everything on. */
export async function startDirectusProxy(directusUrl: string): Promise<DirectusProxy> {
  const paths: string[] = [];
  let fateOf: (path: string) => Fate = () => 'pass';

  const server = createServer((incoming, outgoing) => {
    const path = (incoming.url ?? '').split('?', 1)[0] ?? '';
    paths.push(path);
    const fate = fateOf(path);
    if (fate === 'drop') {
      incoming.socket.destroy();
      return;
    }
    const options = { method: incoming.method, headers: incoming.headers, agent: false as const };
    const passed = request(
      directusUrl + (incoming.url ?? ''),
      options,
      (answer: IncomingMessage) => {
        if (fate === 'lose') {
          answer.resume().once('end', () => incoming.socket.destroy());
          return;
        }
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    passed.once('error', () => incoming.socket.destroy());
    incoming.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    paths,
    decide(next) {
      fateOf = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
