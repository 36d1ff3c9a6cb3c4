/** A TCP proxy before a real server, which can do to a connection what networks and half-dead servers do. */
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Fault } from './faults.ts';

/** A request's method, and its path without the query. */
export interface Asked {
  method: string;
  path: string;
}

/** A proxy whose connections are broken on demand. */
export interface FaultProxy {
  url: string;
  /** The paths of all requests, their queries left out, in order; may be emptied. */
  readonly paths: string[];
  /** The requests that a fault was done to since the last `behave`, as `METHOD /path`. */
  readonly struck: readonly string[];
  /**
   * Does this from now on to every new request whose path it is meant for; `undefined`: passes everything on.
   *
   * @param isMeant default: all
   */
  behave(fault: Fault | undefined, isMeant?: (asked: Asked) => boolean): void;
  /** Holds back everything in both directions, connections staying open; `false`: lets it go on. */
  stall(isStalled: boolean): void;
  /** Lets every connection that is open now carry nothing more, for ever, and tells nobody; new ones are as always. */
  abandon(): void;
  /** Closes the port, so that connections are refused, and every connection. */
  refuse(): Promise<void>;
  /** Opens the same port again. */
  listen(): Promise<void>;
  close(): Promise<void>;
}

/** Starts one on a free loopback port. */
export async function startFaultProxy(targetUrl: string): Promise<FaultProxy> {
  const target = new URL(targetUrl);
  const sockets = new Set<Socket>();
  const abandoned = new Set<Socket>();
  const paths: string[] = [];
  const struck: string[] = [];
  let fault: Fault | undefined;
  let isMeant: (asked: Asked) => boolean = () => true;
  let isStalled = false;
  let port = 0;
  let server: Server | undefined;

  function serve(client: Socket): void {
    const upstream = connect(Number(target.port), target.hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket)).on('error', () => undefined);
    }
    let answer = (chunk: Buffer): void => void client.write(chunk);
    let isAsked = true;
    client.on('data', (chunk) => {
      const asked = readRequestLine(chunk);
      if (asked !== undefined) {
        paths.push(asked.path);
        const isStruck = fault !== undefined && isMeant(asked);
        isAsked = !isStruck || fault?.reachesServer === true;
        answer = (part) => void client.write(part);
        if (isStruck && fault !== undefined) {
          struck.push(`${asked.method} ${asked.path}`);
          answer = fault.strike(client);
        }
      }
      if (isAsked) upstream.write(chunk);
    });
    upstream.on('data', (chunk) => answer(chunk));
    if (isStalled) for (const socket of [client, upstream]) socket.pause();
    upstream.once('close', () => client.destroy());
    client.once('close', () => upstream.destroy());
  }

  async function listen(): Promise<void> {
    server = createServer({ noDelay: true }, serve).listen(port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address !== null && typeof address === 'object') port = address.port;
  }

  async function refuse(): Promise<void> {
    const closing = server;
    server = undefined;
    if (closing === undefined) return;
    const closed = once(closing, 'close');
    closing.close();
    for (const socket of [...sockets, ...abandoned]) socket.destroy();
    await closed;
  }

  await listen();
  return {
    url: `http://127.0.0.1:${port}`,
    paths,
    struck,
    behave(next, meant = () => true) {
      fault = next;
      isMeant = meant;
      struck.length = 0;
    },
    stall(next) {
      isStalled = next;
      for (const socket of sockets) next ? socket.pause() : socket.resume();
    },
    abandon() {
      for (const socket of sockets) abandoned.add(socket.pause());
      sockets.clear();
    },
    refuse,
    listen,
    close: refuse,
  };
}

/** Only a request's first bytes look like this; bodies are JSON. */
function readRequestLine(chunk: Buffer): Asked | undefined {
  const line = /^([A-Z]+) ([^ ?]+)[^ ]* HTTP\/1\.1\r\n/.exec(chunk.toString('latin1', 0, 4_096));
  return line === null ? undefined : { method: String(line[1]), path: String(line[2]) };
}
