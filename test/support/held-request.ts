import { once } from 'node:events';
import { connect } from 'node:net';
import { untilClosed } from './until-closed.ts';

/** A request whose head and first half of the body are sent. */
export interface HeldRequest {
  /** Sends the rest of the body, and gives what the server answers. */
  finish(): Promise<{ status: number; text: string }>;
}

/** What to send: `body` is JSON unless it's a text. */
export interface RequestToHold {
  method?: string;
  path: string;
  headers?: Record<string, string>;
  body: unknown;
}

/** Sends a request but for the second half of its body. */
export async function holdBody(url: string, request: RequestToHold): Promise<HeldRequest> {
  const { hostname, port, host } = new URL(url);
  const body = Buffer.from(
    typeof request.body === 'string' ? request.body : JSON.stringify(request.body),
  );
  const headers = {
    host,
    connection: 'close',
    'content-type': 'application/json',
    ...request.headers,
    'content-length': String(body.length),
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const head = [`${request.method ?? 'POST'} ${request.path} HTTP/1.1`, ...lines, '', ''];
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  const received: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => received.push(chunk));
  const closed = untilClosed(socket);
  const half = Math.floor(body.length / 2);
  socket.write(Buffer.concat([Buffer.from(head.join('\r\n'), 'latin1'), body.subarray(0, half)]));
  return {
    async finish() {
      socket.write(body.subarray(half));
      await closed;
      const text = Buffer.concat(received).toString();
      const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(text)?.[1]);
      return { status, text: text.slice(text.indexOf('\r\n\r\n') + 4) };
    },
  };
}
